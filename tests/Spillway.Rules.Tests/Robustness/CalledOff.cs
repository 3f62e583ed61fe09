using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>With the next key an editor calls off what it asked for: the work ends, and whoever asks next gets the whole answer.</summary>
[Collection(Alone)]
public sealed class CalledOff
{
    private const string Alone = "Measures the processor time of the process";

    /// <summary>
    /// Processor time of all threads between the call and the return. The whole analysis takes many times that: the bound tells work that ends from work that goes on,
    /// on any machine. How long it takes to end is for the benchmark of the analysis to measure. Of several attempts the best counts: the runtime compiles and collects when it wants to.
    /// </summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3);

    /// <summary>After how many bodies of code the analysis is called off.</summary>
    public static TheoryData<int> Moments() => [1, 20, 60, 120];

    /// <summary>What was under way when it was called off is not taken for an answer.</summary>
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Whoever_asks_again_gets_all_findings(int moment)
    {
        var compilation = SampleService.Compile();
        var expected = SampleService.Show(await Run(compilation, []).GetAnalyzerDiagnosticsAsync());
        var tripwire = new Tripwire(moment);
        var run = Run(compilation, [tripwire]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.GetAnalyzerDiagnosticsAsync(tripwire.Token));

        Assert.Equal(expected, SampleService.Show(await run.GetAnalyzerDiagnosticsAsync()));
    }

    /// <summary>A large project whose services call each other in a circle, so that one question leads to many others.</summary>
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Ends_at_once(int moment)
    {
        var trees = Enumerable.Range(0, 300).Select(i => CSharpSyntaxTree.ParseText(Service(i, 300), path: $"/Service{i}.cs")).ToList();
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && best > Most; attempt++)
        {
            var tripwire = new Tripwire(moment);
            var run = Run(References.Bound(new Settings()).AddSyntaxTrees(trees), [tripwire]);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.GetAnalyzerDiagnosticsAsync(tripwire.Token));
            var spent = Process.GetCurrentProcess().TotalProcessorTime - tripwire.Since;
            best = spent < best ? spent : best;
        }

        Assert.InRange(best, TimeSpan.Zero, Most);
    }

    /// <summary>A question about the whole compilation: no end of a method interrupts it, so the fact itself has to look whether somebody still waits.</summary>
    [Fact]
    public void The_order_of_all_locks_is_called_off_and_found_by_the_next_one()
    {
        using var source = new CancellationTokenSource();
        var model = ConcurrencyModel.For(Circle(), new AnalyzerOptions([]), CancellationToken.None);
        source.Cancel();
        using (Patience.For(source.Token))
            Assert.Throws<OperationCanceledException>(() => model.Locks.Order);

        var undisturbed = ConcurrencyModel.For(Circle(), new AnalyzerOptions([]), CancellationToken.None);
        Assert.Equal(undisturbed.Locks.Order.Inversions.Length, model.Locks.Order.Inversions.Length);
        Assert.NotEmpty(model.Locks.Order.Inversions);
    }

    /// <summary>Services that hold their lock while they call the next one, which does the same.</summary>
    private static Compilation Circle() => References.Bound(new Settings()).AddSyntaxTrees(Enumerable.Range(0, 2).Select(i => CSharpSyntaxTree.ParseText(
        $$"""
        public sealed class Service{{i}}
        {
            private readonly object _gate = new();
            private readonly Service{{1 - i}} _next = null!;
            private int _count;
            public void Step() { lock (_gate) { _count++; _next.Step(); } }
        }
        """,
        path: $"/Service{i}.cs")));

    private static CompilationWithAnalyzers Run(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> more) => compilation.WithAnalyzers(
        [.. AnalyzerSet.InstancesIn<DiagnosticAnalyzer>("Spillway.Analyzers"), .. more],
        new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));

    private static string Service(int number, int of)
    {
        var text = new StringBuilder($$"""
            using System.Collections.Generic; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
            public interface IService{{number}} { Task<string> Step0Async(int id); int Count(int id); }
            public sealed class Service{{number}}(HttpClient http, IService{{(number + 1) % of}} next) : IService{{number}}
            {
                private readonly object _gate = new(); private readonly SemaphoreSlim _turn = new(1); private readonly List<string> _all = new();
                public int Count(int id) { lock (_gate) { return id > 0 ? next.Count(id - 1) : _all.Count; } }

            """);
        for (var i = 0; i < 8; i++)
        {
            text.AppendLine($$"""
                    public async Task<string> Step{{i}}Async(int id)
                    {
                        await _turn.WaitAsync();
                        try
                        {
                            for (var at = 0; at < id; at++)
                                _all.Add(await http.GetStringAsync("http://127.0.0.1/{{i}}/" + at) + await next.Step0Async(at));
                        }
                        finally { _turn.Release(); }
                        lock (_gate) _all.Add(next.Count(id).ToString());
                        return await http.GetStringAsync("http://127.0.0.1/last/" + id) + await Step{{(i + 1) % 8}}Async(id - 1);
                    }
                """);
        }

        return text.AppendLine("}").ToString();
    }

#pragma warning disable RS1001, RS1036, RS1041, RS2008 // It is no analyzer for users.
    /// <summary>Calls the analysis off from within, when so many bodies of code have been looked at.</summary>
    private sealed class Tripwire(int moment) : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Rule = new("TRIPWIRE", "Nothing", "Nothing", "None", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

        private readonly CancellationTokenSource _source = new();
        private int _bodies;

        public CancellationToken Token => _source.Token;

        /// <summary>The processor time of the process at that moment.</summary>
        public TimeSpan Since { get; private set; }

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterOperationBlockAction(_ =>
            {
                if (Interlocked.Increment(ref _bodies) != moment)
                    return;

                Since = Process.GetCurrentProcess().TotalProcessorTime;
                _source.Cancel();
            });
        }
    }
#pragma warning restore

    /// <summary>These tests share the process with no other at the time.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;
}
