using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>How the price of all rules grows with the size of a project: what a line costs should not depend on how many others there are.</summary>
/// <param name="Files">How many services the project has.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="MicrosecondsALine">CPU time of all rules, the operations that they ask for included; the compiler's own findings were asked for before. The least of some runs.</param>
/// <param name="BytesALine">What is allocated for that.</param>
internal sealed record Growth(int Files, int Lines, double MicrosecondsALine, double BytesALine)
{
    private const int Runs = 3;

    public static async Task<List<Growth>> Measure(bool isQuick)
    {
        var rules = AnalyzerPackage.All()[0].Analyzers().ToImmutableArray();
        int[] sizes = isQuick ? [125, 250] : [250, 500, 1_000, 2_000];

        // Code that has run often enough is compiled again, and better; that must not look like a gain of the larger project.
        for (var i = 0; i < Runs; i++)
            _ = await Of(sizes[0], rules);

        var all = new List<Growth>();
        foreach (var files in sizes)
        {
            var runs = new List<Growth>();
            for (var i = 0; i < Runs; i++)
                runs.Add(await Of(files, rules));
            all.Add(runs.MinBy(run => run.MicrosecondsALine)!);
        }

        foreach (var one in all)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a project of {one.Files:N0} files, {one.Lines:N0} lines: {one.MicrosecondsALine:0.0} µs and {one.BytesALine:0} bytes a line for all rules"));
        return all;
    }

    private static async Task<Growth> Of(int files, ImmutableArray<DiagnosticAnalyzer> rules)
    {
        var compilation = MadeUpProject.Make(isWoven: true, files);
        var lines = compilation.SyntaxTrees.Sum(tree => tree.GetText().Lines.Count);
        _ = compilation.GetDiagnostics();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (before, bytes) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        _ = await compilation.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync();
        process.Refresh();
        return new Growth(
            files, lines, Math.Round((process.TotalProcessorTime - before).TotalMicroseconds / lines, 1), Math.Round((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / lines));
    }
}
