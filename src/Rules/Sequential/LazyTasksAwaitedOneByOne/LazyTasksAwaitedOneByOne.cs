using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Tasks come from a lazy query and are awaited as the loop comes to them, so that each starts only when the one before is over.</summary>
public sealed class LazyTasksAwaitedOneByOne : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1006",
        title: "Lazy tasks awaited one by one",
        message: "'{0}' starts for an item only when the item before has been awaited, because the query that starts it is lazy",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "A query starts nothing until it is enumerated, and then one element at a time. Start the tasks under a bound and use their results in order.");

    /// <summary>Creates the rule.</summary>
    public LazyTasksAwaitedOneByOne()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var loop in method.LazyAwaitLoops)
            findings.Report(loop.Wait.Syntax.GetLocation(), loop.Because, loop.Rewrite(), loop.Tasks.StartName);
    }
}
