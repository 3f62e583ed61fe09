using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A parallel loop, which is made for computing, spends its threads on waiting for the outside.</summary>
public sealed class BlockingIoInParallelLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2009",
        title: "Blocking I/O in parallel loop",
        message: "'{0}' keeps a thread for each item while '{1}' waits for {2}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Info,
        description: "Parallel loops share the work of processors. Waits overlap without threads: with Parallel.ForEachAsync and the asynchronous form.");

    /// <summary>Creates the rule.</summary>
    public BlockingIoInParallelLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var work in method.HandedWork)
        {
            if (work is not { To: HandedTo.ParallelLoop, Cost.Blocking: { Kind: not (BlockKind.Wait or BlockKind.Stream), IsAvoidable: true, IsNear: true } wait })
                continue;

            var calls = method.IsAsync ? work.CallsToAwait() : ImmutableArray<Witness>.Empty;
            findings.Report(work.NameLocation, wait.Path.Concat(calls), work.RewriteAsForEachAsync(calls), work.Name, wait.Name, wait.Kind.Words());
        }
    }
}
