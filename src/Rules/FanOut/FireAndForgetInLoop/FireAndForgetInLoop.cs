using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A task is started and dropped again and again: by a loop over data, or by code that a framework calls.</summary>
public sealed class FireAndForgetInLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW3004",
        title: "Fire and forget in a loop",
        message: "'{0}' is started and dropped {1}: {2}",
        family: Family.FanOut,
        severity: DiagnosticSeverity.Warning,
        description: "Somebody has to wait for what was started: to see its failure, to bound how much runs, and to end it. Start it in a TaskGroup.",
        yieldsTo: new[] { "MA0134", "VSTHRD110" });

    /// <summary>Creates the rule.</summary>
    public FireAndForgetInLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var dropped in method.DroppedTasks)
        {
            if (dropped.Trouble is not { } trouble)
                continue;

            var door = dropped.IsSmall ? findings.As(DiagnosticSeverity.Info) : findings;
            door.YieldingOnlyTo(dropped.Others).Report(dropped.Start.Syntax.GetLocation(), dropped.Because, dropped.RewriteFor(method), dropped.Work.Name, dropped.Often, trouble);
        }
    }
}
