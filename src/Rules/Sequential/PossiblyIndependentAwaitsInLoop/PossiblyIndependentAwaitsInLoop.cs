using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A loop waits for one operation after another, and only one thing stands between us and the proof that they could overlap.</summary>
public sealed class PossiblyIndependentAwaitsInLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1002",
        title: "Possibly independent awaits in a loop",
        message: "'{0}' is awaited for one item after another; whether the items are independent could not be shown: {1}",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "The same as SPW1001 where the proof has a gap, which the message names.",
        candidate: true);

    /// <summary>Creates the rule.</summary>
    public PossiblyIndependentAwaitsInLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var loop in method.AwaitLoops)
        {
            // Where an inner loop is in doubt already, the loop around it would only say the same again.
            if (loop.Verdict is { Overlap: Overlap.Unknown } verdict && loop.Inner.All(inner => inner.Verdict.Overlap != Overlap.Unknown))
                findings.Report(loop.RequestLocation, verdict.Because, rewrite: null, loop.RequestName, verdict.Because[0].Label);
        }
    }
}
