using System.Text.RegularExpressions;
using Spillway.Tool.Sarif;

namespace Spillway.Tool.Baselines;

/// <summary>
/// What identifies a finding although its line moves: the rule, the file, the member, and the text of the line. Of several that are
/// equal in all this, a baseline holds as many.
/// </summary>
/// <param name="File">Relative to the baseline, with slashes.</param>
/// <param name="Id">The rule.</param>
/// <param name="Member">The type and member; <c>-</c> where there is none.</param>
/// <param name="Text">The text of the line, with every run of blanks as one.</param>
internal sealed partial record Entry(string File, string Id, string Member, string Text)
{
    private const string NoMember = "-";

    public static Entry Of(Result result, string root, SourceLines lines) => new(
        result.Place is { } place ? Path.GetRelativePath(root, place.File).Replace('\\', '/') : NoMember,
        result.Id,
        result.Member.Length == 0 ? NoMember : Blanks().Replace(result.Member, " "),
        Blanks().Replace(result.Place is { } at && lines.At(at.File, at.Line) is { } text ? text : result.Message, " ").Trim());

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

/// <summary>The lines of sources, each file read once.</summary>
internal sealed class SourceLines
{
    private readonly Dictionary<string, string[]?> _files = new(StringComparer.Ordinal);

    /// <summary>A line, counted from one; null where there is none.</summary>
    public string? At(string file, int line)
    {
        if (!_files.TryGetValue(file, out var lines))
        {
            lines = File.Exists(file) ? File.ReadAllLines(file) : null;
            _files.Add(file, lines);
        }

        return lines is not null && line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }
}
