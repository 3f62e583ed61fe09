using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// The bodies of code that a rule is shown. They come through the same door as for every rule, so a body that the frame forgets
/// is missing here too.
/// </summary>
internal static class Bodies
{
    /// <summary>The facts about each body of <paramref name="tree"/>, in source order.</summary>
    public static ImmutableArray<MethodFacts> In(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        [.. Of(compilation, options).Where(method => method.Bodies[0].Syntax.SyntaxTree == tree).OrderBy(method => method.Bodies[0].Syntax.SpanStart)];

    /// <summary>The facts about each body of <paramref name="compilation"/>.</summary>
    public static IReadOnlyCollection<MethodFacts> Of(Compilation compilation, AnalyzerOptions options)
    {
        var probe = new Probe();
        var run = compilation.WithAnalyzers([new Alone(probe)], options);
        var problems = run.GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        return problems.IsEmpty ? probe.Seen : throw new InvalidOperationException(problems[0].ToString());
    }

#pragma warning disable RS1001 // No compiler loads it.
    private sealed class Alone(Rule rule) : RuleGroup([rule]);
#pragma warning restore RS1001

    /// <summary>A rule that reports nothing and remembers what it was asked about.</summary>
    private sealed class Probe : Rule
    {
        private static readonly DiagnosticDescriptor Descriptor = Define(
            "SPW0999", "Probe", "Nothing is reported", Family.Sequential, DiagnosticSeverity.Warning, inTests: true);

        public Probe()
            : base(Descriptor)
        {
        }

        public ConcurrentBag<MethodFacts> Seen { get; } = [];

        private protected override bool LooksAtPlainCode => true;

        protected override void Inspect(MethodFacts method, Findings findings) => Seen.Add(method);
    }
}
