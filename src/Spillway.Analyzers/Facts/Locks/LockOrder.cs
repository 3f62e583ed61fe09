using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>A lock is taken while another one is held.</summary>
/// <param name="Outer">The lock that is held.</param>
/// <param name="Inner">The lock that is taken.</param>
/// <param name="OuterClass">What the outer lock stands for.</param>
/// <param name="InnerClass">What the inner lock stands for.</param>
/// <param name="Around">Which other locks are held besides.</param>
/// <param name="Function">Where.</param>
/// <param name="Path">The calls that lead to where the inner lock is taken, which comes last.</param>
internal sealed record LockEdge(
    HeldLock Outer, LockId Inner, LockClass OuterClass, LockClass InnerClass, ImmutableArray<LockClass> Around, SyntaxNode Function, ImmutableArray<SyntaxNode> Path)
{
    /// <summary>Where this function takes the inner lock, or calls who does.</summary>
    public SyntaxNode Site => Path[0];
}

/// <summary>Locks that are taken in a circle. Of two objects of one class the second order is the same code with the objects swapped.</summary>
/// <param name="There">The first step: a second lock is taken under the first.</param>
/// <param name="Back">The step that comes back to the first lock; the same for two objects of one class.</param>
internal sealed record LockInversion(LockEdge There, LockEdge Back)
{
    /// <summary>The step between, for a circle of three.</summary>
    public LockEdge? Between { get; init; }

    /// <summary>All steps, each once.</summary>
    public IEnumerable<LockEdge> Edges => new[] { There, Between, Back }.OfType<LockEdge>().Distinct();
}

/// <summary>In which order locks are taken, through calls, in a whole compilation.</summary>
internal sealed class LockOrder
{
    private LockOrder(ImmutableArray<LockInversion> inversions) => Inversions = inversions;

    /// <summary>The locks that threads can take crosswise, by place.</summary>
    public ImmutableArray<LockInversion> Inversions { get; }

    public static LockOrder Of(ConcurrencyModel model)
    {
        var reader = new LockEdges(model);
        var paths = new LockPaths(model, reader);
        var edges = model.Locks.Index.Functions
            .OrderBy(f => f.SyntaxTree.FilePath, System.StringComparer.Ordinal).ThenBy(f => f.SpanStart)
            .SelectMany(reader.Of).ToList();
        var found = ImmutableArray.CreateBuilder<LockInversion>();
        var seen = new HashSet<(LockClass, LockClass)>();
        var byPair = edges.ToLookup(e => (e.OuterClass, e.InnerClass));
        foreach (var there in edges)
        {
            var (outer, inner) = (there.OuterClass, there.InnerClass);
            if (outer.Equals(inner))
            {
                if (AreAnyTwo(there) && !IsOrdered(there) && !paths.HasLockAround(there) && seen.Add((outer, inner)))
                    found.Add(new LockInversion(there, there));
                continue;
            }

            // Who holds the same third lock around both orders cannot meet himself.
            if (!seen.Contains((inner, outer)) && !seen.Contains((outer, inner)) && byPair[(inner, outer)].FirstOrDefault(b => paths.CanMeet(there, b)) is { } back)
            {
                seen.Add((outer, inner));
                found.Add(new LockInversion(there, back));
            }
        }

        found.AddRange(CirclesOfThree(edges, byPair, seen, paths));
        return new LockOrder(found.ToImmutable());
    }

    /// <summary>Circles that no two of their locks close by themselves.</summary>
    private static IEnumerable<LockInversion> CirclesOfThree(List<LockEdge> edges, ILookup<(LockClass, LockClass), LockEdge> byPair, HashSet<(LockClass, LockClass)> pairs, LockPaths paths)
    {
        bool IsPair(LockEdge edge) => edge.OuterClass.Equals(edge.InnerClass) || pairs.Contains((edge.OuterClass, edge.InnerClass)) || pairs.Contains((edge.InnerClass, edge.OuterClass));
        var byOuter = byPair.Select(group => group.First()).Where(edge => !IsPair(edge)).ToLookup(edge => edge.OuterClass);
        var met = new HashSet<LockClass>();
        foreach (var there in edges.Where(edge => !IsPair(edge)))
        {
            if (met.Contains(there.OuterClass))
                continue;

            foreach (var between in byOuter[there.InnerClass])
            {
                if (byOuter[between.InnerClass].FirstOrDefault(b => b.InnerClass.Equals(there.OuterClass)) is { } back
                    && paths.CanFollow(there, between) && paths.CanFollow(between, back) && paths.CanFollow(back, there) && !paths.IsKeptApart(there, between, back)
                    && met.Add(there.OuterClass) | met.Add(between.OuterClass) | met.Add(back.OuterClass))
                {
                    yield return new LockInversion(there, back) { Between = between };
                    break;
                }
            }
        }
    }

    /// <summary>True for two objects of which either may be the first: parameters, or a parameter and the current instance.</summary>
    private static bool AreAnyTwo(LockEdge edge)
    {
        var (outer, inner) = (edge.Outer.Lock, edge.Inner);
        return !outer.Equals(inner) && outer.Depth <= 1 && inner.Depth <= 1 && !outer.IsPerKey && !inner.IsPerKey
            && outer.Start.Root is LockRoot.This or LockRoot.Parameter && inner.Start.Root is LockRoot.This or LockRoot.Parameter
            && (outer.Start.Root == LockRoot.Parameter || inner.Start.Root == LockRoot.Parameter);
    }

    /// <summary>True when the function compares the two before it takes the locks.</summary>
    private static bool IsOrdered(LockEdge edge)
    {
        var names = new[] { edge.Outer.Lock.Start, edge.Inner.Start }.Where(s => s.Symbol is not null).Select(s => s.Symbol!.Name).ToList();
        foreach (var node in edge.Function.DescendantNodes())
        {
            var compares = node switch
            {
                BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.LessThanExpression) || binary.IsKind(SyntaxKind.GreaterThanExpression)
                    || binary.IsKind(SyntaxKind.LessThanOrEqualExpression) || binary.IsKind(SyntaxKind.GreaterThanOrEqualExpression),
                InvocationExpressionSyntax { Expression: var called } => called.ToString() is var text
                    && (text.EndsWith("CompareTo", System.StringComparison.Ordinal) || text.EndsWith("Compare", System.StringComparison.Ordinal) || text.EndsWith("CompareOrdinal", System.StringComparison.Ordinal)),
                _ => false,
            };
            if (compares && names.All(name => node.DescendantTokens().Any(t => t.ValueText == name)))
                return true;
        }

        return false;
    }
}
