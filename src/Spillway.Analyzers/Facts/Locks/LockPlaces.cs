using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Where in the compilation one object is locked: a field or property, the objects of a type by themselves, or a type.</summary>
internal sealed class LockPlaces
{
    public static readonly Found None = new(ImmutableArray<SyntaxNode>.Empty, false);

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<(LockRoot, ISymbol), Found> _known = new();

    public LockPlaces(ConcurrencyModel model) => _model = model;

    /// <summary>The places of a lock that is named in code of <paramref name="self"/>.</summary>
    public Found Of(LockId id, INamedTypeSymbol? self)
    {
        var symbol = id.Root == LockRoot.This ? self?.OriginalDefinition : id.Root is LockRoot.Member or LockRoot.Static or LockRoot.Type ? id.Symbol?.OriginalDefinition : null;
        return symbol is null ? None : _known.GetOrAdd((id.Root == LockRoot.Static ? LockRoot.Member : id.Root, symbol), key => Find(key.Item1, key.Item2));
    }

    private Found Find(LockRoot root, ISymbol symbol)
    {
        var functions = root == LockRoot.This
            ? _model.Locks.Index.FunctionsOf((INamedTypeSymbol)symbol).Where(f => SymbolEqualityComparer.Default.Equals(LockClass.Around(f, _model)?.OriginalDefinition, symbol))
            : NamesOf(symbol).SelectMany(_model.TreesWith).Distinct().SelectMany(tree => _model.Locks.Index.FunctionsIn(tree));
        var sites = new List<SyntaxNode>();
        var (waits, wakes) = (false, false);
        foreach (var function in functions.OrderBy(f => f.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(f => f.SpanStart))
        {
            var taken = _model.Locks.Of(function).Acquisitions.Where(a => a is { Target: not null, Taken.Kind: LockKind.Monitor } && Is(a.Taken.Lock, root, symbol)).Select(a => a.Taken.Site).ToList();
            sites.AddRange(taken);
            if (taken.Count == 0)
                continue;

            foreach (var call in function.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression is MemberAccessExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: "Monitor" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Monitor" }, Name.Identifier.ValueText: var name })
                    (waits, wakes) = (waits || name == "Wait", wakes || name is "Pulse" or "PulseAll");
            }
        }

        return new Found(sites.Distinct().OrderBy(s => s.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(s => s.SpanStart).ToImmutableArray(), waits != wakes);
    }

    /// <summary>The names under which code speaks of it: a property may give out the field.</summary>
    private static IEnumerable<string> NamesOf(ISymbol symbol) => symbol is IFieldSymbol field
        ? field.ContainingType.GetMembers().OfType<IPropertySymbol>().Where(p => SymbolEqualityComparer.Default.Equals(p.Type, field.Type)).Select(p => p.Name).Prepend(field.Name)
        : new[] { symbol.Name };

    private static bool Is(LockId id, LockRoot root, ISymbol symbol) => root switch
    {
        LockRoot.This => id.Root == LockRoot.This,
        LockRoot.Type => id.Root == LockRoot.Type && SymbolEqualityComparer.Default.Equals(id.Symbol, symbol),
        _ => id.Root is LockRoot.Member or LockRoot.Static && SymbolEqualityComparer.Default.Equals(id.Symbol?.OriginalDefinition, symbol),
    };

    /// <summary>What was found.</summary>
    /// <param name="Sites">The expressions that are locked, by file and place.</param>
    /// <param name="IsSignal">True when who holds the lock wakes up others who are not in view, or waits for them: the object is there to be shared.</param>
    internal sealed record Found(ImmutableArray<SyntaxNode> Sites, bool IsSignal);
}
