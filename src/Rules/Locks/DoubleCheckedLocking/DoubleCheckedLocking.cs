using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A field is asked without a lock and set under one, but the read has no order, the second check is missing, or it is set too early.</summary>
public sealed class DoubleCheckedLocking : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4011",
        title: "Double checked locking",
        message: "'{0}' {1}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Who reads without the lock may see that something is there, and not yet what it holds. Use Lazy<T>, a volatile field or Volatile.Read, and check again under the lock.");

    /// <summary>Creates the rule.</summary>
    public DoubleCheckedLocking()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var check in method.DoubleChecks)
            (check.IsMinor ? findings.As(DiagnosticSeverity.Info) : findings).Report(check.Read.Syntax.GetLocation(), check.Because, check.Rewrite(method.Model), check.Slot.Name, check.What);
    }
}
