using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Where the iterations of a loop meet: state that several requests would use at a time, or through which one iteration reaches another. All of it is read
/// from the effects of the parts; which parts may move is decided elsewhere.
/// </summary>
internal static class LoopConflicts
{
    /// <summary>State that the requests of several iterations would use at the same time.</summary>
    public static Verdict? Shared(Effects requests, LoopScope scope)
    {
        Witness? unknown = null;
        foreach (var access in requests.Accesses)
        {
            if (access.Kind is not (AccessKind.Confined or AccessKind.Write))
                continue;

            // Whose ever it is, a lock is taken for it.
            if (access is { Kind: AccessKind.Write, Guarded: true })
                continue;

            // Items that are confined themselves may share what confines them: entries of one archive, entities of one context.
            // So may what items refer to: a parent, a customer.
            var isDoubtful = scope.IsItem(access.Place)
                && (access.Kind == AccessKind.Confined || access.Place is { Member: not null, Below: true });
            if (!isDoubtful && scope.IsOwn(access.Place))
                continue;

            // No two connections are one.
            if (access.Kind == AccessKind.Confined && scope.IsPeer(access.Place))
                continue;

            if (isDoubtful || access.Place.Kind == RootKind.Unknown)
            {
                unknown ??= access.Because;
                continue;
            }

            return LoopIndependence.No(access.Kind == AccessKind.Confined ? Reason.Confined : Reason.SharedState, access.Because);
        }

        return unknown is { } because ? LoopIndependence.Perhaps(Reason.NotInView, because) : null;
    }

    /// <summary>State through which one iteration's results reach another iteration's request.</summary>
    public static Verdict? Carried(Effects requests, Effects consumers, LoopScope scope)
    {
        var header = LoopShape.HeaderEffects(scope);
        foreach (var write in consumers.Accesses.Concat(requests.Accesses))
        {
            if (write.Kind != AccessKind.Write || scope.IsOwn(write.Place))
                continue;

            foreach (var read in header.Accesses)
            {
                if (read.Kind == AccessKind.Read && write.Place.Touches(read.Place))
                    return LoopIndependence.No(Reason.Cursor, write.Because, read.Because);
            }
        }

        // A source that leaves something behind with each item is read ahead of what used to come in between.
        foreach (var write in header.Accesses)
        {
            if (write.Kind != AccessKind.Write || scope.IsOwn(write.Place) || !LoopShape.IsLazy(scope.Loop))
                continue;

            foreach (var other in consumers.Accesses.Concat(requests.Accesses))
            {
                if (other.Kind is AccessKind.Read or AccessKind.Write or AccessKind.PerhapsWrite && write.Place.Touches(other.Place))
                    return LoopIndependence.No(Reason.LoopCarried, write.Because, other.Because);
            }
        }

        foreach (var write in consumers.Accesses)
        {
            if (write.Kind is not (AccessKind.Write or AccessKind.PerhapsWrite or AccessKind.Confined) || scope.IsOwn(write.Place))
                continue;

            foreach (var read in requests.Accesses)
            {
                if (read.Kind != AccessKind.Read || !write.Place.Touches(read.Place))
                    continue;

                if (write.Kind == AccessKind.PerhapsWrite)
                    return LoopIndependence.Perhaps(Reason.NotInView, write.Because);

                var isVariable = write.Place is { Below: false };
                return LoopIndependence.No(isVariable ? Reason.Cursor : Reason.LoopCarried, write.Because, read.Because);
            }
        }

        return null;
    }

    /// <summary>What decides whether an item counts runs in order, ahead of the requests: neither they nor their consumers may have a part in it.</summary>
    public static Verdict? Crossed(Effects gate, Effects requests, Effects consumers, LoopScope scope)
    {
        foreach (var other in requests.Accesses.Concat(consumers.Accesses))
        {
            foreach (var decision in gate.Accesses)
            {
                if (scope.IsOwn(decision.Place))
                    continue;

                var isFed = IsWrite(other) && other.Place.Touches(decision.Place);
                var feeds = IsWrite(decision) && !IsWrite(other) && decision.Place.Touches(other.Place);
                if (isFed || feeds)
                    return LoopIndependence.No(Reason.LoopCarried, other.Because, decision.Because);
            }
        }

        return null;
    }

    /// <summary>A number that each request draws from a counter they share: which one it gets depends on who comes first.</summary>
    public static Witness? Numbered(FissionSearch search, SortedSet<int> fetch)
    {
        foreach (var unit in fetch.Select(index => search.Units[index]))
        {
            foreach (var operation in unit.Awaits ? unit.Fetches.SelectMany(request => request.OwnOperations()) : unit.Operation.OwnOperations())
            {
                if (operation is IInvocationOperation { TargetMethod: { ContainingType: { Name: "Interlocked", ContainingNamespace.Name: "Threading" }, Name: not ("Read" or "MemoryBarrier") }, Parent: not IExpressionStatementOperation } draw)
                    return Witness.At(draw, "each request draws its own value here");
            }
        }

        return null;
    }

    /// <summary>Something runs between the requests that is not in view, and they read state that it could reach.</summary>
    public static Witness? Stirred(Effects gate, Effects requests, Effects consumers, LoopScope scope)
    {
        if ((consumers.Anything ?? (consumers.Invoked.Count > 0 ? consumers.Invoked[0].Because : null)) is not { } because)
            return null;

        foreach (var read in requests.Accesses.Concat(gate.Accesses))
        {
            if (read.Kind != AccessKind.Read || scope.IsOwn(read.Place))
                continue;

            // A parameter of a primary constructor is a field that hardly anybody assigns.
            var isReachable = read.Place.Kind switch
            {
                RootKind.This => read.Place.Member is not (null or IParameterSymbol),
                RootKind.Static => read.Place.Root is IFieldSymbol or IPropertySymbol,
                RootKind.Local or RootKind.Parameter => scope.IsChangedByFunctions(read.Place),
                _ => false,
            };
            if (isReachable)
                return because;
        }

        return null;
    }

    /// <summary>Something outside is asked about and changed in the same iteration, through the same object.</summary>
    public static Witness? Risk(Effects requests, Effects consumers, LoopScope scope)
    {
        var outside = requests.Accesses.Where(a => a.Kind is AccessKind.AsksOutside or AccessKind.ChangesOutside && !scope.IsOwn(a.Place)).ToList();
        foreach (var change in requests.Accesses.Concat(consumers.Accesses))
        {
            if (change.Kind != AccessKind.ChangesOutside)
                continue;

            foreach (var other in outside)
            {
                if (other != change && other.Because.Location != change.Because.Location && change.Place.Touches(other.Place))
                    return change.Because;
            }
        }

        return null;
    }

    private static bool IsWrite(Access access) => access.Kind is AccessKind.Write or AccessKind.PerhapsWrite;
}
