using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Analyzers.Facts;

namespace Spillway.Rules;

/// <summary>All that a parallel loop does for an item is under one lock: it runs one at a time, and pays for the threads.</summary>
public sealed class LockInParallelBody : Rule
{
    internal static readonly DiagnosticDescriptor Descriptor = Define(
        id: "SPW4012",
        title: "Lock in parallel body",
        message: "'{0}' runs for one item at a time: all that it does is under '{1}'",
        family: Family.Locks,
        severity: DiagnosticSeverity.Info,
        description: "Threads that wait for one lock gain nothing over a plain loop. Let each thread gather for itself and put the results together once, or return them.");

    /// <summary>Creates the rule.</summary>
    public LockInParallelBody()
        : base(Descriptor)
    {
    }

    /// <inheritdoc />
    protected override void Inspect(MethodFacts method, Findings findings)
    {
        foreach (var serial in method.SerialBodies)
        {
            var because = ImmutableArray.Create(Witness.At(serial.Lock.Site, "the lock is taken here, for each item"));
            findings.Report(serial.Location, because, serial.Rewrite(method.Model), serial.Name, serial.Lock.Name);
        }
    }
}
