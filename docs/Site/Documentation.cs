using System.Text.RegularExpressions;

namespace Spillway.Site;

/// <summary>A page of the repository that the site shows.</summary>
/// <param name="Source">Where it lies, relative to the repository.</param>
/// <param name="Folder">Its folder in the site, empty for the first page.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">Its Markdown, without heading, generated head and directives.</param>
/// <param name="Rule">What its head says, where it is about a rule.</param>
internal sealed record SitePage(string Source, string Folder, string Title, string Text, RuleHeader? Rule)
{
    /// <summary>True for further cases, which have a page of their own below the rule's.</summary>
    public bool IsCases => Source.EndsWith(".cases.md", StringComparison.Ordinal);
}

/// <summary>Everything that the site is made of.</summary>
internal sealed partial record Documentation(string Root, IReadOnlyList<SitePage> Pages)
{
    public const string Symptoms = "docs/Symptoms.md";

    private static readonly (string Source, string Folder)[] Guides =
    [
        (Symptoms, ""),
        ("src/Spillway/Runtime.md", "runtime"),
        ("src/Spillway.Analyzers/Configuration/Configuration.md", "configuration"),
        ("src/Spillway.Tool/Tool.md", "tool"),
        ("docs/Measured.md", "measured"),
    ];

    public IEnumerable<SitePage> Rules => Pages.Where(page => page is { Rule: not null, IsCases: false });

    /// <summary>Reads all pages.</summary>
    public static Documentation Read(string root)
    {
        var rules = Directory.EnumerateFiles(Path.Combine(root, "src", "Rules"), "*.md", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".cases.md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => OfRule(root, file));

        return new(root, [.. Guides.Select(guide => Page(root, guide.Source, guide.Folder, null)), .. rules.OrderBy(page => page.Folder, StringComparer.Ordinal)]);
    }

    private static IEnumerable<SitePage> OfRule(string root, string file)
    {
        var header = RuleHeader.Read(Normal(file)) ?? throw new InvalidDataException($"{file} has no head of a rule");
        yield return Page(root, Relative(root, file), header.Id, header);

        var cases = Path.ChangeExtension(file, ".cases.md");
        if (File.Exists(cases))
            yield return Page(root, Relative(root, cases), header.Id + "/cases", header);
    }

    private static SitePage Page(string root, string source, string folder, RuleHeader? rule)
    {
        var text = Generated().Replace(Normal(Path.Combine(root, source)), "");
        var heading = Heading().Match(text);
        var title = rule is null ? heading.Groups[1].Value : source.EndsWith(".cases.md", StringComparison.Ordinal) ? rule.Title + ": further cases" : rule.Title;
        return new(source, folder, title, WithoutDirectives(text[(heading.Index + heading.Length)..]), rule);
    }

    /// <summary>Directives tell the page runner how to compile; inside of a block the same line would be text.</summary>
    private static string WithoutDirectives(string text)
    {
        var inBlock = false;
        return string.Join('\n', text.Split('\n').Where(line =>
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock;

            return inBlock || !Directive().IsMatch(line);
        }));
    }

    private static string Normal(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static string Relative(string root, string file) => Path.GetRelativePath(root, file).Replace('\\', '/');

    [GeneratedRegex(@"^<!-- header -->$.*?^<!-- /header -->$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Generated();

    [GeneratedRegex(@"\A# (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^<!--.*-->\s*$")]
    private static partial Regex Directive();
}
