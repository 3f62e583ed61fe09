using System.Text.RegularExpressions;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>Links between the pages of the repository, as its readers follow them.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>A link leads to a file or folder that is there, and an anchor to a heading of it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="exists">Whether a path, relative to the repository, is there.</param>
    /// <param name="read">The text of a page.</param>
    public static IEnumerable<string> Of(TextFile page, Func<string, bool> exists, Func<string, string> read)
    {
        foreach (var (url, line) in Links(page.Text))
        {
            if (url.Contains(':', StringComparison.Ordinal))
                continue;

            var parts = url.Split('#', 2);
            var target = parts[0].Length == 0 ? page.Path : Resolve(page.Path, Uri.UnescapeDataString(parts[0]));
            if (target is null || !exists(target))
                yield return $"{page.Path}({line}): '{url}' leads nowhere";
            else if (parts.Length == 2 && target.EndsWith(".md", StringComparison.Ordinal) && !Anchors(read(target)).Contains(parts[1]))
                yield return $"{page.Path}({line}): '{url}' leads to a page without this heading";
        }
    }

    private static IEnumerable<(string Url, int Line)> Links(string text) =>
        Prose(text).SelectMany(line => Link().Matches(Code().Replace(line.Text, "")).Select(match => (match.Groups["url"].Value, line.Number)));

    /// <summary>The anchors that GitHub gives to headings: lower case, blanks as hyphens, punctuation left out, repetitions counted.</summary>
    private static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in Prose(text).Select(line => Heading().Match(line.Text)).Where(match => match.Success))
        {
            var anchor = Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            var unique = anchor;
            for (var i = 1; !anchors.Add(unique); i++)
                unique = $"{anchor}-{i}";
        }

        return anchors;
    }

    private static IEnumerable<(string Text, int Number)> Prose(string text)
    {
        var inBlock = false;
        foreach (var (line, number) in text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (line, i + 1)))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock;
            else if (!inBlock && !line.StartsWith("    ", StringComparison.Ordinal))
                yield return (line, number);
        }
    }

    private static string? Resolve(string page, string url)
    {
        var parts = new Stack<string>(page.Split('/').SkipLast(1));
        foreach (var part in url.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
                parts.Push(part);
            else if (!parts.TryPop(out _))
                return null;
        }

        return string.Join('/', parts.Reverse());
    }

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\]]*\])*\]\((?<url>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
