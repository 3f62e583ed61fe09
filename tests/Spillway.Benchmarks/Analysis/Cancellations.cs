using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>How long the analysis of a whole project goes on after it was called off.</summary>
/// <param name="Moments">How many of the attempts were called off before they had ended.</param>
/// <param name="MedianMs">Median of the times from there to the return.</param>
/// <param name="LongestMs">The longest.</param>
internal sealed record Cancellations(int Moments, double MedianMs, double LongestMs)
{
    public static async Task<Cancellations> Measure(int attempts)
    {
        var rules = AnalyzerPackage.All()[0].Analyzers().ToImmutableArray();
        var waits = new List<double>();
        for (var i = 0; i < attempts; i++)
        {
            using var source = new CancellationTokenSource();
            var run = MadeUpProject.Make(isWoven: true).WithAnalyzers(rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
            var work = Task.Run(() => run.GetAnalyzerDiagnosticsAsync(source.Token));
            await Task.WhenAny(work, Task.Delay(100 + (i * 200)));
            if (work.IsCompleted)
                continue;

            var began = Stopwatch.GetTimestamp();
            await source.CancelAsync();
            await Task.WhenAny(work);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        waits.Sort();
        return waits.Count == 0 ? new Cancellations(0, 0, 0) : new Cancellations(waits.Count, Math.Round(waits[waits.Count / 2], 1), Math.Round(waits[^1], 1));
    }
}
