using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A loop that does not end waits on a thread of the pool, which never gets it back.</summary>
public sealed class PoolThreadHeldForever : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2006",
        title: "Pool thread held forever",
        message: "'{0}' gives a thread of the pool to a loop that does not end, where it waits in '{1}'",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "The pool is short of this thread for as long as the program runs. A long-running task has a thread of its own.");

    /// <summary>Creates the rule.</summary>
    public PoolThreadHeldForever()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var work in method.HandedWork)
        {
            if (work is { To: HandedTo.PoolTask or HandedTo.Pool, HasOwnThread: false, Endless: { } wait })
                findings.Report(work.NameLocation, wait.Path, work.RewriteAsLongRunning(), work.Name, wait.Name);
        }
    }
}
