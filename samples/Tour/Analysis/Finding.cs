using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;

namespace Tour.Analysis;

/// <summary>A place in a source file.</summary>
/// <param name="File">The path inside the <c>samples</c> folder.</param>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Code">The text of that line.</param>
/// <param name="Column">Where the span starts in <paramref name="Code"/>, from 0.</param>
/// <param name="Length">How much of <paramref name="Code"/> the span covers.</param>
internal sealed record Place(string File, int Line, string Code, int Column, int Length)
{
    public static Place Of(Location location, Solution solution)
    {
        var tree = location.SourceTree!;
        var file = solution.GetDocument(tree)?.Name ?? tree.FilePath;
        var line = tree.GetText().Lines.GetLineFromPosition(location.SourceSpan.Start);
        var end = Math.Min(location.SourceSpan.End, line.End);
        var column = location.SourceSpan.Start - line.Start;
        return new Place(file, line.LineNumber + 1, line.ToString(), column, Math.Max(1, end - location.SourceSpan.Start));
    }
}

/// <summary>A piece of evidence: where to look and what is seen there.</summary>
internal sealed record Evidence(Place Place, string Label);

/// <summary>A report of a rule, taken apart for showing.</summary>
internal sealed record Finding(string Rule, string Severity, string Message, Place Place, ImmutableArray<Evidence> Because)
{
    public static Finding Of(Diagnostic diagnostic, Solution solution)
    {
        var labels = diagnostic.Properties.TryGetValue(Findings.EvidenceKey, out var text) ? (text ?? "").Split('\n') : [];
        return new Finding(
            diagnostic.Id,
            diagnostic.Severity.ToString().ToLowerInvariant(),
            diagnostic.GetMessage(),
            Place.Of(diagnostic.Location, solution),
            [.. diagnostic.AdditionalLocations
                .Where(location => location.IsInSource)
                .Select((location, i) => new Evidence(Place.Of(location, solution), i < labels.Length ? labels[i] : ""))]);
    }
}
