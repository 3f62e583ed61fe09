using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A lazy query of tasks is enumerated more than once, and every operation runs again.</summary>
public sealed class LazyTasksStartedTwice : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW1007",
        title: "Lazy tasks started twice",
        message: "'{0}' starts '{1}' again here: it is a lazy query, and '{2}' has enumerated it before",
        family: Family.Sequential,
        severity: DiagnosticSeverity.Warning,
        description: "Each enumeration of a lazy query makes new tasks: requests are sent twice, and the tasks that were awaited are not those that are read. Materialise the query once.");

    /// <summary>Creates the rule.</summary>
    public LazyTasksStartedTwice()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var repeated in method.RepeatedStarts)
            findings.Report(repeated.Again.Reference.Syntax.GetLocation(), repeated.Because, repeated.RewriteIn(method), repeated.Name, repeated.Tasks.StartName, repeated.First.By);
    }
}
