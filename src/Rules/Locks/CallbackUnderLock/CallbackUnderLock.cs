using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>Code from outside runs while a lock is held: it may be slow, come back, or wait for somebody who needs the lock.</summary>
public sealed class CallbackUnderLock : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4003",
        title: "Callback under a lock",
        message: "'{0}' {1} while '{2}' is held",
        family: Family.Locks,
        severity: DiagnosticSeverity.Info,
        description: "What runs there is not known here: it may take long, come back to this object half-way through a change, or wait for a thread that needs the lock. Decide under the lock, call after it.");

    /// <summary>Creates the rule.</summary>
    public CallbackUnderLock()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var callback in method.HeldCallbacks)
        {
            var (call, inner, held, path) = callback;
            var (name, what) = path.IsEmpty ? (inner.Name, inner.What) : (CallSite.NameOf(call), $"leads to '{inner.Name}', which {inner.What},");
            findings.Report(callback.Whole.GetLocation(), path.Insert(0, Witness.At(held.Site, "the lock is taken here")), path.IsEmpty && method.HeldCallbacks.Count(other => other.Lock.Site == held.Site) == 1 && Movable.OfCallback(call, method.Model) is { } place ? Findings.Rewritable(place) : null, name, what, held.Name);
        }
    }
}
