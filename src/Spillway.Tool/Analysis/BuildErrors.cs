using System.Text.RegularExpressions;

namespace Spillway.Tool.Analysis;

/// <summary>Reads the errors out of what a build wrote.</summary>
internal static partial class BuildErrors
{
    /// <summary>Each error once, without the project that stands behind it, in the order in which they came.</summary>
    public static IReadOnlyList<(string Code, string Text)> In(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => Line().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["code"].Value, Text: match.Value[..^match.Groups["project"].Length].Trim()))
            .DistinctBy(error => error.Text),
    ];

    [GeneratedRegex(@"^.*?(?:: |^)error (?<code>[A-Za-z]+\d+)?\s?:.*?(?<project> \[[^\[\]]+\])?$")]
    private static partial Regex Line();
}
