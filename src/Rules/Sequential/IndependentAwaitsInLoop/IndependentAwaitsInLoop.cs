using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A loop waits for one outside operation after another, though none of them needs what another one leaves behind.</summary>
public sealed class IndependentAwaitsInLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1001",
        title: "Independent awaits in a loop",
        message: "'{0}' is awaited for one item after another, though no item needs the result of another",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "The total time is the sum of all waits. Run the operations under a bound and use their results in order.");

    /// <summary>Creates the rule.</summary>
    public IndependentAwaitsInLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var loop in method.AwaitLoops)
        {
            if (loop.Verdict is not { Overlap: Overlap.Independent, Fission: { } fission } verdict || LoopWeight.IsNarrated(loop))
                continue;

            var door = LoopWeight.IsSmall(loop) ? findings.As(DiagnosticSeverity.Info) : findings;
            door.Report(loop.RequestLocation, verdict.Because, fission.RewriteFor(loop), loop.RequestName);
        }
    }
}
