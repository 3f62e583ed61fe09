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
/// <param name="Around">Which other locks are held besides.</param>
/// <param name="Function">Where.</param>
/// <param name="Path">The calls that lead to where the inner lock is taken, which comes last.</param>
internal sealed record LockEdge(HeldLock Outer, LockId Inner, ImmutableArray<ISymbol> Around, SyntaxNode Function, ImmutableArray<SyntaxNode> Path)
{
    /// <summary>Where this function takes the inner lock, or calls who does.</summary>
    public SyntaxNode Site => Path[0];
}

/// <summary>Two locks that are taken in both orders. Of two objects of one class the second order is the same code with the objects swapped.</summary>
/// <param name="There">One order.</param>
/// <param name="Back">The other; the same for two objects of one class.</param>
internal sealed record LockInversion(LockEdge There, LockEdge Back);

/// <summary>In which order locks are taken, through calls, in a whole compilation.</summary>
internal sealed class LockOrder
{
    private LockOrder(ImmutableArray<LockInversion> inversions) => Inversions = inversions;

    /// <summary>The pairs of locks that two threads can take crosswise, by place.</summary>
    public ImmutableArray<LockInversion> Inversions { get; }

    public static LockOrder Of(ConcurrencyModel model)
    {
        var reader = new LockEdges(model);
        var edges = model.Locks.Index.Functions
            .OrderBy(f => f.SyntaxTree.FilePath, System.StringComparer.Ordinal).ThenBy(f => f.SpanStart)
            .SelectMany(reader.Of).ToList();
        var found = ImmutableArray.CreateBuilder<LockInversion>();
        var seen = new HashSet<(ISymbol, ISymbol)>(PairComparer.Instance);
        var byPair = edges.Where(e => ClassOf(e.Outer.Lock) is not null && ClassOf(e.Inner) is not null)
            .ToLookup(e => (ClassOf(e.Outer.Lock)!, ClassOf(e.Inner)!), PairComparer.Instance);
        foreach (var there in edges)
        {
            if (ClassOf(there.Outer.Lock) is not { } outer || ClassOf(there.Inner) is not { } inner)
                continue;

            if (SymbolEqualityComparer.Default.Equals(outer, inner))
            {
                if (AreAnyTwo(there) && !IsOrdered(there) && seen.Add((outer, inner)))
                    found.Add(new LockInversion(there, there));
                continue;
            }

            // Who holds the same third lock around both orders cannot meet himself.
            var back = byPair[(inner, outer)].FirstOrDefault(b => !b.Around.Any(a => there.Around.Contains(a, SymbolEqualityComparer.Default)));
            if (back is not null && !seen.Contains((inner, outer)) && seen.Add((outer, inner)))
                found.Add(new LockInversion(there, back));
        }

        return new LockOrder(found.ToImmutable());
    }

    /// <summary>What stands for the same lock of any object: its field, or the type of the object that is locked itself. Others are unlike each other.</summary>
    public static ISymbol? ClassOf(LockId id) => id.Root switch
    {
        LockRoot.Static or LockRoot.Member => id.Symbol!.OriginalDefinition,
        LockRoot.Type => id.Symbol,
        LockRoot.Parameter or LockRoot.Local when TypeOf(id.Symbol!) is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false, TypeKind: TypeKind.Class } type => type.OriginalDefinition,
        _ => null,
    };

    private static ITypeSymbol? TypeOf(ISymbol symbol) => (symbol as IParameterSymbol)?.Type ?? (symbol as ILocalSymbol)?.Type;

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

    private sealed class PairComparer : IEqualityComparer<(ISymbol First, ISymbol Second)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((ISymbol First, ISymbol Second) x, (ISymbol First, ISymbol Second) y) =>
            SymbolEqualityComparer.Default.Equals(x.First, y.First) && SymbolEqualityComparer.Default.Equals(x.Second, y.Second);

        public int GetHashCode((ISymbol First, ISymbol Second) pair) =>
            unchecked((SymbolEqualityComparer.Default.GetHashCode(pair.First) * 31) + SymbolEqualityComparer.Default.GetHashCode(pair.Second));
    }
}
