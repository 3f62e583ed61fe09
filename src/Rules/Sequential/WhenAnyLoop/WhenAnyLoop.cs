using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Tasks are taken out of a collection one by one as they complete, and each time all the others are looked at again.</summary>
public sealed class WhenAnyLoop : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1009",
        title: "WhenAny loop",
        message: "'WhenAny' goes through all of '{0}' again for each task that completes, so the work grows with the square of their number",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Info,
        description: "Each turn registers with every task that is left, and removes one. Task.WhenEach hands the tasks out as they complete, and registers once.");

    /// <summary>Creates the rule.</summary>
    public WhenAnyLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var loop in method.DrainLoops)
            findings.Report(loop.Wait.Syntax.GetLocation(), loop.Because, loop.RewriteIn(method), loop.Collection.Name);
    }
}
