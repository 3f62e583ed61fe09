using Spectre.Console;
using Spillway.Tool.Analysis;
using Spillway.Tool.Baselines;
using Spillway.Tool.Sarif;

namespace Spillway.Tool.Output;

/// <summary>Findings as lines that editors and build servers know how to read, with their evidence below.</summary>
internal sealed class FindingList(Surroundings surroundings)
{
    public void Write(IEnumerable<Result> results)
    {
        foreach (var result in results)
        {
            var (word, colour) = result.Level switch { "error" => ("error", "red"), "warning" => ("warning", "yellow"), _ => ("info", "blue") };
            Line($"{Shown(result.Place)}: [{colour}]{word} {Markup.Escape(result.Id)}[/]: {Markup.Escape(result.Message)}");
            foreach (var evidence in result.Evidence.Where(evidence => evidence.Label.Length > 0))
                Line($"    [grey]{Shown(evidence.Place)}: {Markup.Escape(evidence.Label)}[/]");
        }
    }

    /// <summary>How many there are, in one sentence.</summary>
    public void Sum(Findings findings, Comparison comparison)
    {
        var parts = new List<string>();
        if (comparison.HasBaseline)
        {
            parts.Add($"{comparison.New.Count} new");
            parts.Add($"{findings.Open.Count - comparison.New.Count} in the baseline");
        }

        var kept = findings.Results.Count - findings.Open.Count;
        if (kept > 0)
            parts.Add($"{kept} more kept on purpose");

        var quiet = findings.Open.Count(result => !result.IsLoud);
        if (quiet > 0)
            parts.Add($"{quiet} of them suggestions, which fail nothing");

        Line(Count(findings.Open.Count, "finding") + (parts.Count == 0 ? "" : ": " + string.Join(", ", parts)));
    }

    public void Stale(IReadOnlyList<Entry> entries, string shown)
    {
        if (entries.Count == 0)
            return;

        Line($"{Count(entries.Count, "entry", "entries")} of {Markup.Escape(shown)} {(entries.Count == 1 ? "matches" : "match")} nothing any more; 'spillway baseline' writes it anew:");
        foreach (var entry in entries)
            Line($"    [grey]{Markup.Escape($"{entry.File}: {entry.Id} {entry.Member}: {entry.Text}")}[/]");
    }

    /// <summary>Says what could not be analysed, since the project's own settings stop its build at findings.</summary>
    public void Stopped(Findings findings)
    {
        if (findings.StoppedBy.Count > 0)
            surroundings.Errors.MarkupLine($"[yellow]note:[/] {Count(findings.StoppedBy.Count, "finding")} {(findings.StoppedBy.Count == 1 ? "is an error" : "are errors")} by the project's own settings; what builds on the projects that have them was not analysed");
    }

    public static string Count(int number, string one, string? many = null) => $"{number} {(number == 1 ? one : many ?? one + "s")}";

    private string Shown(Place? place) =>
        place is null ? "spillway" : Markup.Escape($"{surroundings.Shown(place.File)}({place.Line},{place.Column})");

    private void Line(string markup) => surroundings.Out.MarkupLine(markup);
}
