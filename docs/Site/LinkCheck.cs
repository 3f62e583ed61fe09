using System.Net;
using System.Text.RegularExpressions;

namespace Spillway.Site;

/// <summary>Follows every link of a written site.</summary>
internal static partial class LinkCheck
{
    /// <summary>One complaint for each link that leads nowhere, or out of the site to something that a reader would have to load.</summary>
    public static IEnumerable<string> Of(string folder)
    {
        var ids = Directory.EnumerateFiles(folder, "*.html", SearchOption.AllDirectories)
            .ToDictionary(file => file, file => Id().Matches(File.ReadAllText(file)).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal));

        foreach (var file in ids.Keys.Order(StringComparer.Ordinal))
        {
            var shown = Path.GetRelativePath(folder, file).Replace('\\', '/');
            foreach (Match match in Link().Matches(File.ReadAllText(file)))
            {
                var url = WebUtility.HtmlDecode(match.Groups["url"].Value);
                if (url == "data:,")
                    continue;

                if (url.Contains(':', StringComparison.Ordinal))
                {
                    if (match.Groups["name"].Value == "src")
                        yield return $"{shown}: loads '{url}' from outside";
                    continue;
                }

                var parts = url.Split('#', 2);
                var target = parts[0].Length == 0 ? file : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(file)!);
                if (!File.Exists(target))
                    yield return $"{shown}: '{url}' leads nowhere";
                else if (parts.Length == 2 && !(ids.TryGetValue(target, out var known) && known.Contains(Uri.UnescapeDataString(parts[1]))))
                    yield return $"{shown}: '{url}' leads to a page without this heading";
            }
        }
    }

    [GeneratedRegex("""\sid="([^"]+)""")]
    private static partial Regex Id();

    [GeneratedRegex("""\s(?<name>href|src)="(?<url>[^"]*)""")]
    private static partial Regex Link();
}
