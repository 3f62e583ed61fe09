using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Can two threads be on two paths through locks at the same time, and wait for each other? What the callers of a path hold when it begins
/// belongs to it: who has the second lock from there takes it only again, and a third lock around both lets in one thread.
/// </summary>
internal sealed class LockPaths
{
    private const int DeepestChain = 7;

    private static readonly ImmutableHashSet<LockClass> Nothing = ImmutableHashSet<LockClass>.Empty;

    private readonly ConcurrencyModel _model;
    private readonly LockEdges _edges;
    private readonly Depths<SyntaxNode, ImmutableHashSet<LockClass>> _known;

    public LockPaths(ConcurrencyModel model, LockEdges edges)
    {
        _model = model;
        _edges = edges;
        _known = new(DeepestChain, Nothing, EqualityComparer<SyntaxNode>.Default, HeldByCallers);
    }

    /// <summary>True when what each of the two waits for can be what the other one holds.</summary>
    public bool CanMeet(LockEdge one, LockEdge other) =>
        CanFollow(one, other) && CanFollow(other, one) && !IsKeptApart(one, other);

    /// <summary>True when a state keeps one of the paths away from another.</summary>
    public bool IsKeptApart(params LockEdge[] edges) =>
        edges.Any(one => edges.Any(other => !ReferenceEquals(one, other) && LockHandshake.KeepsAway(one, other, _edges, _model)));

    /// <summary>True when what the one waits for can be what the other holds.</summary>
    public bool CanFollow(LockEdge one, LockEdge other)
    {
        if (one.Around.Any(other.Around.Contains) || AreApart(one.Inner, other.Outer.Lock))
            return false;

        // Most pairs end above; who calls whom is asked for the rest only.
        var before = AtEntry(one.Function);
        return !before.Contains(one.InnerClass) && !AtEntry(other.Function).Contains(other.InnerClass)
            && !before.Union(one.Around).Overlaps(AtEntry(other.Function).Union(other.Around));
    }

    /// <summary>True when a lock of another kind lets in one thread at a time.</summary>
    public bool HasLockAround(LockEdge edge) => AtEntry(edge.Function).Union(edge.Around).Any(around => !around.Equals(edge.OuterClass));

    /// <summary>The locks that every caller of <paramref name="function"/> holds; none for functions that code out of view can call.</summary>
    public ImmutableHashSet<LockClass> AtEntry(SyntaxNode function)
    {
        var height = 0;
        return AtEntry(function, DeepestChain, ref height);
    }

    private ImmutableHashSet<LockClass> AtEntry(SyntaxNode function, int left, ref int height) =>
        function is MethodDeclarationSyntax or LocalFunctionStatementSyntax ? _known.Of(function, left, ref height) : Nothing;

    private ImmutableHashSet<LockClass> HeldByCallers(SyntaxNode function, int left, ref int height)
    {
        // A recursion adds no caller.
        ImmutableHashSet<LockClass>? all = null;
        foreach (var call in AsyncReach.CallsOf(function, _model.Semantics, _model.TreesWith) ?? ImmutableArray<InvocationExpressionSyntax>.Empty)
        {
            if (AwaitPlace.FunctionAround(call) is not { } caller)
                return Nothing;
            if (caller == function)
                continue;

            var here = _edges.HeldAt(call, caller).Union(AtEntry(caller, left - 1, ref height));
            all = all?.Intersect(here) ?? here;
            if (all.IsEmpty)
                break;
        }

        return all ?? Nothing;
    }

    /// <summary>Two fields of one object hold two objects, though of the same type.</summary>
    private static bool AreApart(LockId one, LockId other) =>
        one is { Root: LockRoot.Member, Owner.Root: LockRoot.This } && other is { Root: LockRoot.Member, Owner.Root: LockRoot.This }
        && !SymbolEqualityComparer.Default.Equals(one.Symbol, other.Symbol) && SymbolEqualityComparer.Default.Equals(one.Symbol!.ContainingType, other.Symbol!.ContainingType);
}
