using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Code awaits while it holds a lock that belongs to the thread, and may come back on another one.</summary>
public sealed class AwaitUnderThreadLock : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4005",
        title: "Await under thread lock",
        message: "'{0}' belongs to the thread that took it, and is held while '{1}' is awaited",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "After an await the code may run on another thread, which does not own the lock: releasing it throws, or the wrong thread keeps it.",
        inTests: true);

    /// <summary>Creates the rule.</summary>
    public AwaitUnderThreadLock()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var (at, name, held) in method.HeldAwaits)
            findings.Report(at.GetLocation(), ImmutableArray.Create(Witness.At(held.Site, "taken here")), AsyncLockForm.Of(held, method.Model) is { } field ? Findings.Rewritable("asynclock").Add("lock", field.Name) : null, held.Name, name);
    }
}
