using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A lock is taken on an object that other code can lock as well, or that is another one each time.</summary>
public sealed class SharedLockObject : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4004",
        title: "Shared lock object",
        message: "'{0}' is locked, {1}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Code that this class knows nothing of can hold the lock, or the lock keeps nobody out. Use a private readonly object made for it.",
        yieldsTo: new[] { "CA2002", "MA0064", "S2445", "S2551", "S3998", "S6507" });

    /// <summary>Creates the rule.</summary>
    public SharedLockObject()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var shared in method.SharedLocks)
            (shared.WeighsLess ? findings.As(DiagnosticSeverity.Info) : findings).YieldingOnlyTo(shared.Others).Report(shared.Target.GetLocation(), shared.Because, shared.Rewrite(method.Model) is { } rewrite ? Findings.Rewritable(rewrite) : null, shared.Name, shared.Why);
    }
}
