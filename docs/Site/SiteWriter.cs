using System.Text;
using static Spillway.Site.Layout;

namespace Spillway.Site;

/// <summary>Writes all pages.</summary>
internal static class SiteWriter
{
    private const string WhatItGains = "What it gains";
    private const string Gains = "what-it-gains";

    /// <summary>Writes the site into a folder and says how many pages it has.</summary>
    public static int Write(Documentation documentation, string folder)
    {
        var pages = new Dictionary<string, string>();
        var families = Families.Where(family => documentation.Rules.Any(rule => rule.Rule!.Family == family.Name)).ToList();
        var names = families.Select(family => family.Name).ToList();
        foreach (var page in documentation.Pages)
            pages[page.Folder] = Whole(documentation, page, names);

        foreach (var (name, says) in families)
            pages[name.ToLowerInvariant()] = Family(documentation, name, says, names);

        // Help links of the settings' diagnostics lead to one page that tells about all of them.
        foreach (var id in new[] { "SPW0001", "SPW0002", "SPW0003" })
            pages[id] = Settings(documentation, id, names);

        foreach (var (name, html) in pages)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllText(Path.Combine(folder, name, "index.html"), html);
        }

        using var css = typeof(SiteWriter).Assembly.GetManifestResourceStream("site.css")!;
        using var copy = File.Create(Path.Combine(folder, "site.css"));
        css.CopyTo(copy);
        return pages.Count;
    }

    private static string Whole(Documentation documentation, SitePage page, IReadOnlyList<string> families)
    {
        var root = Root(page.Folder);
        var (body, headings) = MarkdownText.Render(page, url => Link(documentation, page, url), id => $"{root}{id}/index.html");
        var main = new StringBuilder();
        if (page is { Folder: "" })
            main.Append(First(body, documentation));
        else if (page.Rule is { } rule)
            main.Append(RuleHead(page, rule)).Append(body).Append(RuleFoot(documentation, page, rule));
        else
            main.Append($"<h1>{Encode(page.Title)}</h1>").Append(body);

        return Page(page.Folder, page.Rule is { } about ? $"{about.Id} {page.Title}" : page.Folder.Length == 0 ? "Spillway: concurrency analyzers for C#" : page.Title, main.ToString(), Contents(page, headings), families);
    }

    /// <summary>Where a link between sources leads in the site; null for what the site does not show.</summary>
    private static string? Link(Documentation documentation, SitePage page, string url)
    {
        var parts = url.Split('#', 2);
        var anchor = parts.Length == 2 ? "#" + parts[1] : "";
        if (parts[0].Length == 0)
            return anchor;

        var source = Path.GetRelativePath(documentation.Root, Path.GetFullPath(parts[0], Path.Combine(documentation.Root, Path.GetDirectoryName(page.Source)!))).Replace('\\', '/');
        return documentation.Pages.FirstOrDefault(other => other.Source == source) is { } found
            ? Root(page.Folder) + (found.Folder.Length == 0 ? "" : found.Folder + "/") + "index.html" + anchor
            : null;
    }

    private static string First(string body, Documentation documentation) => $"""
        <div class="hero">
        <h1>Spillway</h1>
        <p>Analyzers and code fixes for concurrency in C#, with a runtime library of correct alternatives. They prove before they warn, and their fixes keep the program's meaning.
        {documentation.Rules.Count()} rules; every page here is also the rule's test.</p>
        </div>
        <p class="also"><a href="#{Gains}">What the fixes gain was measured</a>.</p>
        <h2 class="ask" id="what-do-you-see">What do you see?</h2>
        {body[(body.IndexOf("</p>", StringComparison.Ordinal) + 4)..]}
        <h2 class="ask" id="{Gains}">{WhatItGains}</h2>
        {Measured(documentation)}
        """;

    /// <summary>What the rules' own pages say of their gain: how it was measured, which they have in common, and the figures.</summary>
    private static string Measured(Documentation documentation)
    {
        var measured = documentation.Rules.Select(rule => (Rule: rule, Says: MarkdownText.Under(rule, WhatItGains))).Where(page => page.Says.Count > 1).ToList();
        var how = measured.Select(page => page.Says[0]).Distinct().Select(text => $"<p>{WithCode(text)}</p>");
        var rules = measured.Select(page => $"""
            <li><a href="{page.Rule.Folder}/index.html#{Gains}"><span class="id">{page.Rule.Rule!.Id}</span> {Encode(page.Rule.Title)}</a>
            <p>{WithCode(page.Says[1])}</p></li>
            """);
        return $"{string.Concat(how)}<ul class=\"rules\">{string.Concat(rules)}</ul>";
    }

    private static string RuleHead(SitePage page, RuleHeader rule)
    {
        var root = Root(page.Folder);
        if (page.IsCases)
            return $"<p class=\"crumbs\"><a href=\"{root}{rule.Id}/index.html\">{rule.Id} {Encode(rule.Title)}</a></p><h1>Further cases</h1>";

        return $"""
            <p class="crumbs"><a href="{root}{rule.Family.ToLowerInvariant()}/index.html">{Spoken(rule.Family)}</a></p>
            <h1><span class="id">{rule.Id}</span> {Encode(rule.Title)}</h1>
            <ul class="facts"><li class="{rule.Default}">{Encode(rule.Default == "off" ? "off by default" : rule.Default)}</li><li>{Encode(rule.Tier.Split(':')[0])}</li><li>{(rule.Fix == "yes" ? "has a fix" : "no fix")}</li><li>in tests: {Encode(rule.InTests)}</li><li class="set"><code>dotnet_diagnostic.{rule.Id}.severity</code></li></ul>
            """;
    }

    private static string RuleFoot(Documentation documentation, SitePage page, RuleHeader rule) =>
        !page.IsCases && documentation.Pages.Any(other => other.Folder == rule.Id + "/cases")
            ? $"<p class=\"more\"><a href=\"cases/index.html\">Further cases of {rule.Id}</a></p>"
            : "";

    /// <summary>Explanations first, then the cases, which are many.</summary>
    private static string Contents(SitePage page, IReadOnlyList<Heading> headings)
    {
        var shown = headings.Where(heading => heading.Level == 2).ToList();
        if (shown.Count < 3)
            return "";

        if (page.Folder.Length == 0)
            return List([.. shown, new Heading(2, Gains, WhatItGains, HasCode: false)]);
        if (page.Rule is null)
            return List(shown);

        var explained = shown.Where(heading => !heading.HasCode).ToList();
        var cases = shown.Where(heading => heading.HasCode).ToList();
        var quiet = cases.Where(heading => heading.Text.StartsWith("Stays quiet", StringComparison.Ordinal)).ToList();
        return Part("", explained) + Part("Fires", [.. cases.Except(quiet)]) + Part("Stays quiet", quiet);

        static string Part(string title, List<Heading> headings) =>
            headings.Count == 0 ? "" : (title.Length == 0 ? "" : $"<h4>{title}</h4>") + List(headings);

        static string List(IEnumerable<Heading> headings) =>
            "<ul>" + string.Concat(headings.Select(heading => $"<li><a href=\"#{heading.Id}\">{Encode(Short(heading.Text))}</a></li>")) + "</ul>";

        // Under "Stays quiet" every line would begin with the same words.
        static string Short(string text) => text.StartsWith("Stays quiet ", StringComparison.Ordinal) ? text["Stays quiet ".Length..]
            : text.StartsWith("Fires ", StringComparison.Ordinal) ? text["Fires ".Length..]
            : text;
    }

    private static string Family(Documentation documentation, string name, string says, IReadOnlyList<string> families)
    {
        var folder = name.ToLowerInvariant();
        var list = string.Concat(documentation.Rules.Where(rule => rule.Rule!.Family == name).Select(rule => $"""
            <li><a href="../{rule.Folder}/index.html"><span class="id">{rule.Rule!.Id}</span> {Encode(rule.Rule.Title)}</a>
            <span class="facts"><span class="{rule.Rule.Default}">{Encode(rule.Rule.Default)}</span>{(rule.Rule.Fix == "yes" ? "<span>fix</span>" : "")}</span>
            <p>{WithCode(MarkdownText.FirstSentence(rule))}</p></li>
            """));
        return Page(folder, Spoken(name), $"<h1>{Spoken(name)}</h1><p class=\"lead\">{Encode(says)}.</p><ul class=\"rules\">{list}</ul>", "", families);
    }

    private static string Settings(Documentation documentation, string id, IReadOnlyList<string> families)
    {
        var page = documentation.Pages.Single(page => page.Folder == "configuration");
        var heading = MarkdownText.Render(page, _ => null, _ => "").Headings.First(heading => heading.Text.StartsWith(id, StringComparison.Ordinal));
        var target = $"../configuration/index.html#{heading.Id}";
        return Page(id, heading.Text, $"<h1>{Encode(heading.Text)}</h1><p class=\"lead\"><a href=\"{target}\">It is explained with the other settings.</a></p>", "", families);
    }
}
