using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Code takes a lock and gives it back, though not when it returns early or something throws.</summary>
public sealed class LockNotReleasedOnEveryPath : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4006",
        title: "Lock not released on every path",
        message: "'{0}' is not released when {1}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Everybody else waits for this lock, for ever. Release it in a finally.",
        inTests: true);

    /// <summary>Creates the rule.</summary>
    public LockNotReleasedOnEveryPath()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var leak in method.LockLeaks)
            (leak.IsRare ? findings.As(DiagnosticSeverity.Info) : findings).Report(leak.Taken.Site.GetLocation(), leak.Because, leak.Releases.Length == 1 ? Findings.Rewritable("finally") : null, leak.Taken.Name, leak.Reason);
    }
}
