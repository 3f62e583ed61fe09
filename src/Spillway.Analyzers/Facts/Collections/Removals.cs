using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Out of which concurrent dictionaries does code in view take something? Told apart by the types of key and value: a field, a local and an inner dictionary may all be names for one.</summary>
internal sealed class Removals
{
    private static readonly string[] Words = { "TryRemove", "Remove", "Clear" };

    private readonly ConcurrencyModel _model;
    private readonly Lazy<HashSet<(ITypeSymbol Key, ITypeSymbol Value)>> _made;
    private readonly Lazy<HashSet<(ITypeSymbol Key, ITypeSymbol Value)>> _shrunk;

    public Removals(ConcurrencyModel model)
    {
        _model = model;
        _made = new Lazy<HashSet<(ITypeSymbol, ITypeSymbol)>>(() => Of(FindMade()), LazyThreadSafetyMode.PublicationOnly);
        _shrunk = new Lazy<HashSet<(ITypeSymbol, ITypeSymbol)>>(() => Of(FindShrunk()), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>True for a dictionary of a kind that is made in view, and that nothing in view takes anything out of.</summary>
    public bool AreNone(ITypeSymbol? dictionary) =>
        PairOf(dictionary) is { } pair && _made.Value.Contains(pair) && !_shrunk.Value.Contains(pair);

    private static HashSet<(ITypeSymbol, ITypeSymbol)> Of(IEnumerable<ITypeSymbol?> dictionaries)
    {
        var pairs = new HashSet<(ITypeSymbol, ITypeSymbol)>(PairComparer.Instance);
        foreach (var dictionary in dictionaries)
        {
            if (PairOf(dictionary) is { } pair)
                pairs.Add(pair);
        }

        return pairs;
    }

    private IEnumerable<ITypeSymbol?> FindMade()
    {
        foreach (var tree in _model.TreesWith("ConcurrentDictionary"))
        {
            foreach (var made in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>())
            {
                if (made is ImplicitObjectCreationExpressionSyntax || made is ObjectCreationExpressionSyntax { Type: var type } && type.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(n => n.Identifier.ValueText == "ConcurrentDictionary"))
                    yield return _model.Semantics(tree).GetTypeInfo(made).Type;
                else if (made is CollectionExpressionSyntax)
                    yield return _model.Semantics(tree).GetTypeInfo(made).ConvertedType;
            }
        }
    }

    private IEnumerable<ITypeSymbol?> FindShrunk()
    {
        foreach (var word in Words)
        {
            // The shorter words are those of every collection; who calls them on one of these has it in the same file, as a rule.
            foreach (var tree in word == "TryRemove" ? _model.TreesWith(word) : _model.TreesWith(word).Intersect(_model.TreesWith("ConcurrentDictionary")))
            {
                foreach (var name in tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == word))
                {
                    var receiver = name.Parent switch
                    {
                        MemberAccessExpressionSyntax member when member.Name == name => member.Expression,
                        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
                        _ => null,
                    };
                    if (receiver is not null)
                        yield return _model.Semantics(tree).GetTypeInfo(receiver).Type;
                    else if (name.Parent is InvocationExpressionSyntax && name.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
                        yield return _model.Semantics(tree).GetDeclaredSymbol(type);
                }
            }
        }
    }

    private static (ITypeSymbol Key, ITypeSymbol Value)? PairOf(ITypeSymbol? type)
    {
        foreach (var level in (type as INamedTypeSymbol).SelfAndBases())
        {
            switch (level)
            {
                case { Name: "ConcurrentDictionary" or "IDictionary", TypeArguments: { Length: 2 } both }:
                    return (both[0], both[1]);
                case { Name: "ICollection", TypeArguments: { Length: 1 } one } when one[0] is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: { Length: 2 } both }:
                    return (both[0], both[1]);

                // Whoever makes this says what will be made.
                case { Name: "Lazy", TypeArguments: { Length: 1 } one } when one[0] is INamedTypeSymbol { Name: "ConcurrentDictionary" } later:
                    return PairOf(later);
            }
        }

        return null;
    }

    private sealed class PairComparer : IEqualityComparer<(ITypeSymbol Key, ITypeSymbol Value)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((ITypeSymbol Key, ITypeSymbol Value) x, (ITypeSymbol Key, ITypeSymbol Value) y) =>
            SymbolEqualityComparer.Default.Equals(x.Key, y.Key) && SymbolEqualityComparer.Default.Equals(x.Value, y.Value);

        public int GetHashCode((ITypeSymbol Key, ITypeSymbol Value) pair) =>
            (SymbolEqualityComparer.Default.GetHashCode(pair.Key) * 397) ^ SymbolEqualityComparer.Default.GetHashCode(pair.Value);
    }
}
