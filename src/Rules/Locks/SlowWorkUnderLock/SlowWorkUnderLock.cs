using System.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>A thread keeps a lock while it waits for something slow or computes for long; everyone else queues behind it.</summary>
public sealed class SlowWorkUnderLock : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4002",
        title: "Slow work under a lock",
        message: "'{0}' {1} while '{2}' is held{3}",
        family: Family.Locks,
        severity: DiagnosticSeverity.Warning,
        description: "Everybody who needs the lock waits as long. Do the slow part before or after, and only what needs the lock under it.");

    /// <summary>Creates the rule.</summary>
    public SlowWorkUnderLock()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var slow in method.SlowUnderLock)
        {
            var (held, burden) = (slow.Lock, slow.Burden);
            var what = burden.Kind == BlockKind.None ? "computes for long" : "can block";
            var through = slow.IsLoop ? $": {burden.Name}" : burden.IsDirect ? "" : $", through '{burden.Name}'";
            (slow.WeighsLess ? findings.As(DiagnosticSeverity.Info) : findings).Report(
                slow.Location, burden.Path.Insert(0, Witness.At(held.Site, "the lock is taken here")).AddRange(slow.Others), slow.Rewrite is { } place ? Findings.Rewritable(place) : null, slow.Name, what, held.Name, through);
        }
    }
}
