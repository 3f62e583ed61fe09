using System.Net;
using System.Text;

namespace Spillway.Site;

/// <summary>The frame of every page. All links are relative, so that the site works below any address and from a disk.</summary>
internal static class Layout
{
    /// <summary>One or more pages of a family, shown as a list.</summary>
    public static readonly (string Name, string Says)[] Families =
    [
        ("Sequential", "Waits that could overlap"),
        ("Blocking", "Threads that wait, and loops that stall"),
        ("FanOut", "Work without a bound"),
        ("Locks", "Queues, deadlocks and lost permits"),
        ("Races", "State that two change at once"),
        ("Lifetimes", "What outlives its owner, or ends too soon"),
    ];

    /// <summary>A whole page.</summary>
    /// <param name="folder">Its folder in the site, which links are relative to.</param>
    /// <param name="title">For the tab.</param>
    /// <param name="main">The contents.</param>
    /// <param name="aside">What stands beside them on a wide screen and folded above them on a narrow one; may be empty.</param>
    /// <param name="families">The families that have rules.</param>
    public static string Page(string folder, string title, string main, string aside, IEnumerable<string> families)
    {
        var root = Root(folder);
        var links = new StringBuilder();
        foreach (var family in families)
            links.Append($"<a href=\"{root}{family.ToLowerInvariant()}/index.html\"{Current(folder, family.ToLowerInvariant())}>{Spoken(family)}</a>");
        foreach (var (target, name) in new[] { ("runtime", "Runtime"), ("configuration", "Configuration"), ("tool", "Tool") })
            links.Append($"<a href=\"{root}{target}/index.html\"{Current(folder, target)}>{name}</a>");

        var side = aside.Length == 0 ? "" : $"<aside><nav class=\"toc wide\"><b>On this page</b>{aside}</nav><details class=\"toc narrow\"><summary>On this page</summary>{aside}</details></aside>";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Encode(title)}{(folder.Length == 0 ? "" : " · Spillway")}</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="{root}site.css">
            </head>
            <body>
            <header class="top"><a class="home" href="{root}index.html">Spillway</a><nav>{links}</nav></header>
            <div class="page{(aside.Length == 0 ? "" : " with-aside")}">{side}<main>
            {main}
            </main></div>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The way back to the first page.</summary>
    public static string Root(string folder) => folder.Length == 0 ? "" : string.Concat(folder.Split('/').Select(_ => "../"));

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A family's name for people.</summary>
    public static string Spoken(string family) => family == "FanOut" ? "Fan-out" : family;

    /// <summary>Text in which backticks mark code.</summary>
    public static string WithCode(string text) => string.Join("", text.Split('`').Select((part, i) => i % 2 == 0 ? Encode(part) : $"<code>{Encode(part)}</code>"));

    private static string Current(string folder, string target) => folder == target ? " aria-current=\"page\"" : "";
}
