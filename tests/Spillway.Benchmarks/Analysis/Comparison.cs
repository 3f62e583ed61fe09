using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>
/// What each package sees of the places that are marked in <c>samples/Noisy</c>, and what it says of <c>samples/Quiet</c>, where nothing is wrong. The samples are
/// ours, and show what our rules are about; what others see besides that is not counted.
/// </summary>
internal static partial class Comparison
{
    /// <summary>The rules of other packages that speak of waits, lost tasks and locks; those about style, names, tokens and <c>ConfigureAwait</c> say nothing of the kind.</summary>
    private static readonly Dictionary<string, string[]> Counted = new()
    {
        ["Microsoft.VisualStudio.Threading.Analyzers"] = ["VSTHRD002", "VSTHRD003", "VSTHRD100", "VSTHRD101", "VSTHRD102", "VSTHRD103", "VSTHRD104", "VSTHRD105", "VSTHRD107", "VSTHRD110"],
        ["AsyncFixer"] = ["AsyncFixer02", "AsyncFixer03", "AsyncFixer04", "AsyncFixer05", "AsyncFixer06"],
        ["Meziantou.Analyzer"] = ["MA0042", "MA0045", "MA0064", "MA0079", "MA0080", "MA0100", "MA0129", "MA0134", "MA0147", "MA0155", "MA0173"],
        ["SonarAnalyzer.CSharp"] = ["S2222", "S2445", "S2551", "S3168", "S3998", "S4462", "S6507", "S6966"],
        ["Roslynator.Analyzers"] = ["RCS1059", "RCS1229"],
    };

    private static readonly string[] Families = ["1", "2", "3", "4"];

    public static async Task<int> Run()
    {
        using var work = new WorkFolder();
        var code = await CompiledCode.Of([Path.Combine(Sources.Own, "samples", "Noisy"), Path.Combine(Sources.Own, "samples", "Quiet")], work, Console.Error);
        if (code.Projects.FirstOrDefault(project => project.IsLoose) is { } broken)
        {
            Console.Error.WriteLine($"samples/{broken.Name} does not build here, so nothing was compared");
            return 1;
        }

        var marks = code.Projects.Single(project => project.Name == "Noisy").Load().SyntaxTrees.SelectMany(MarksIn).ToList();
        Console.WriteLine("| package | N+1 | blocking | fan-out | locks | in correct code | of these by rules that are off by default |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var package in AnalyzerPackage.All())
        {
            var rules = Counted.TryGetValue(package.Name, out var some) ? some.ToHashSet() : package.Rules.ToHashSet();
            var isOurs = some is null;
            var seen = await Of(code.Projects.Single(project => project.Name == "Noisy"), package, rules);
            var inCorrect = await Of(code.Projects.Single(project => project.Name == "Quiet"), package, rules);
            var cells = Families.Select(family => marks.Where(mark => mark.Rule.StartsWith("SPW" + family, StringComparison.Ordinal)).ToList())
                .Select(own => string.Create(CultureInfo.InvariantCulture, $"{own.Count(mark => seen.Any(d => d.File == mark.File && d.Line == mark.Line && (!isOurs || d.Rule == mark.Rule)))}/{own.Count}"));
            Console.WriteLine($"| {package.Name} | {string.Join(" | ", cells)} | {inCorrect.Count} | {inCorrect.Count(d => !d.IsOn)} |");
        }

        return 0;
    }

    private static IEnumerable<(string Rule, string File, int Line)> MarksIn(SyntaxTree tree)
    {
        foreach (var line in tree.GetText().Lines)
        {
            if (Marks().Match(line.ToString()) is { Success: true } match)
            {
                foreach (var id in match.Groups["id"].Captures.Select(capture => capture.Value))
                    yield return (id, tree.FilePath, line.LineNumber);
            }
        }
    }

    /// <summary>What the counted rules of a package report, all of them switched on.</summary>
    private static async Task<List<(string Rule, string File, int Line, bool IsOn)>> Of(CompiledProject project, AnalyzerPackage package, HashSet<string> rules)
    {
        var compilation = project.Load();
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(rules.ToDictionary(id => id, _ => ReportDiagnostic.Warn)));
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. package.Analyzers().Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rules.Contains(rule.Id)))];
        var found = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(d => rules.Contains(d.Id) && !d.IsSuppressed && d.Location.IsInSource)
            .Select(d => (d.Id, d.Location.SourceTree!.FilePath, d.Location.GetLineSpan().StartLinePosition.Line, d.Descriptor.IsEnabledByDefault)).Distinct()];
    }

    [GeneratedRegex(@"// (?<id>SPW\d{4})( (?<id>SPW\d{4}))*\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Marks();
}
