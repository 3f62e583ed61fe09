using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Asynchronous code, or code that a framework calls, runs synchronous code that keeps the thread further down.</summary>
public sealed class BlockingReachedFromRoot : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW2003",
        title: "Blocking reached from root",
        message: "'{0}' {1} keeps the thread of {2} while it waits for {3}",
        family: Family.Blocking,
        severity: DiagnosticSeverity.Info,
        description: "The wait is hidden in a callee. Make the calls down to it asynchronous.");

    /// <summary>Creates the rule.</summary>
    public BlockingReachedFromRoot()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        if (method.WhoseThread is not { } whose)
            return;

        foreach (var hidden in method.HiddenWaits)
        {
            // One report of each wait is enough for a class: what has to change is at its end.
            if (!method.Model.HiddenWaits.IsToldBefore(hidden, method))
                findings.Report(hidden.Call.Location, hidden.Wait.Path, rewrite: null, hidden.Call.Name, Way(hidden.Wait), whose, hidden.Wait.Kind.Words());
        }
    }

    private static string Way(Burden wait) => wait.IsDirect ? "is called here, and" : $"leads to '{wait.Name}', which";
}
