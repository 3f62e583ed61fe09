using System;
using System.IO;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers;

/// <summary>
/// Where a setting stands. The compiler hands configuration to analyzers without its files; the place is known only to projects that
/// also list their <c>.editorconfig</c> or <c>.globalconfig</c> among the additional files.
/// </summary>
internal static class SettingLocation
{
    /// <summary>Longer files are not searched: there are more lines in them than anybody wrote.</summary>
    private const int MostLength = 1_000_000;

    internal static Location Find(string key, string value, AnalyzerOptions options, CancellationToken cancel)
    {
        foreach (var file in options.AdditionalFiles)
        {
            if (!IsConfiguration(Path.GetFileName(file.Path)) || file.GetText(cancel) is not { } text || text.Length > MostLength)
                continue;

            foreach (var line in text.Lines)
            {
                if (Holds(text.ToString(line.Span), key, value) is { } span)
                {
                    var place = new TextSpan(line.Start + span.Start, span.Length);
                    return Location.Create(file.Path, place, text.Lines.GetLinePositionSpan(place));
                }
            }
        }

        return Location.None;
    }

    private static bool IsConfiguration(string name) =>
        name.Equals(".editorconfig", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".globalconfig", StringComparison.OrdinalIgnoreCase);

    /// <summary>The span of <c>key = value</c> in a line that sets just this.</summary>
    private static TextSpan? Holds(string line, string key, string value)
    {
        var separator = line.IndexOfAny(new[] { '=', ':' });
        if (separator < 0 || !line.Substring(0, separator).Trim().Equals(key, StringComparison.OrdinalIgnoreCase))
            return null;

        var rest = line.Substring(separator + 1);
        var comment = rest.IndexOfAny(new[] { '#', ';' });
        var written = (comment < 0 ? rest : rest.Substring(0, comment)).Trim();
        if (!written.Equals(value, StringComparison.OrdinalIgnoreCase))
            return null;

        var start = line.Length - line.TrimStart().Length;
        var end = written.Length == 0 ? separator + 1 : line.IndexOf(written, separator + 1, StringComparison.Ordinal) + written.Length;
        return TextSpan.FromBounds(start, end);
    }
}
