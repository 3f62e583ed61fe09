using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A concurrent collection is asked first and changed in a second step; each step is safe, both together are not.</summary>
public sealed class CheckThenActOnConcurrentCollection : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4008",
        title: "Check then act on concurrent collection",
        message: "'{0}' relies on what '{1}' found, and another thread can come between",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Between the question and the step another thread can add, change or remove the same key. GetOrAdd, AddOrUpdate, TryAdd, TryUpdate and TryRemove do both in one.");

    /// <summary>Creates the rule.</summary>
    public CheckThenActOnConcurrentCollection()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var found in method.CheckThenActs)
            (found.OnlyRepeats ? findings.As(DiagnosticSeverity.Info) : findings).Report(found.Check.Operation.Syntax.GetLocation(), found.Because, found.Rewrite(method.Model), found.ActName, found.CheckName);
    }
}
