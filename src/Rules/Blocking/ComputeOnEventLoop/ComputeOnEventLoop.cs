using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Asynchronous code computes for long on a thread that others wait for.</summary>
public sealed class ComputeOnEventLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2004",
        title: "Compute on event loop",
        message: "Computing for long keeps {1} waiting: {0}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Warning,
        description: "Work that computes belongs on threads of its own; the code that awaits it gives its thread back.");

    /// <summary>Creates the rule.</summary>
    public ComputeOnEventLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (!method.RunsOnLoop || method.IsPreparation)
            return;

        var told = new HashSet<Location>();
        foreach (var work in method.Computations)
        {
            var loop = method.LoopHeldAt(work.Operation);
            if (loop == EventLoop.None || work.IsReportedAsWait(method) || (loop == EventLoop.Pool && work.Burden.IsSpread))
                continue;

            // Who calls the same work again knows of it by then; what can be moved is moved everywhere.
            var rewrite = method.RewriteToMove(work, loop);
            if (!told.Add(work.Burden.Innermost.Location) && rewrite is null)
                continue;

            var door = loop == EventLoop.Pool ? findings.As(DiagnosticSeverity.Info) : findings;
            door.Report(work.Location, work.Burden.Because, rewrite, work.Name, loop.WhoWaits());
        }
    }
}
