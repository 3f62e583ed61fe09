using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>The same text has the same findings, with the same evidence, whatever else runs at the time and in whichever order methods come.</summary>
public sealed class SameFindings
{
    /// <summary>The whole of the sample service, twenty times at once, each with Roslyn's own concurrency.</summary>
    [Fact]
    public async Task Twenty_runs_at_once_say_the_same()
    {
        var first = await RunAsync();
        Assert.True(first.Count >= 30, $"only {first.Count} findings");

        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(RunAsync)));
        Assert.All(again, findings => Assert.Equal(first, findings));
    }

    private static async Task<List<string>> RunAsync()
    {
        var run = SampleService.Compile().WithAnalyzers(
            [.. AnalyzerSet.InstancesIn<DiagnosticAnalyzer>("Spillway.Analyzers")],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        return SampleService.Show(await run.GetAnalyzerDiagnosticsAsync());
    }
}
