using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Which types of a compilation derive from a type? In a build every type is looked at once. In an editor that would bind the heads of all types of the project with each key,
/// so there only those are bound whose written bases have a name that can lead to the type.
/// </summary>
internal sealed class DerivedTypes
{
    private readonly Compilation _compilation;
    private readonly Func<SyntaxTree, SemanticModel> _semantics;
    private readonly OutsideTypes? _outside;
    private readonly OnDemand<Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>> _all;
    private readonly OnDemand<Heads> _heads;
    private readonly OnDemand<Dictionary<SyntaxTree, int>> _order;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<INamedTypeSymbol>> _answers = new(SymbolEqualityComparer.Default);

    public DerivedTypes(Compilation compilation, Func<SyntaxTree, SemanticModel> semantics)
        : this(compilation, semantics, OutsideTypes.OfKnown(compilation))
    {
    }

    /// <summary>Looks at all types where <paramref name="outside"/> is null, else at names.</summary>
    internal DerivedTypes(Compilation compilation, Func<SyntaxTree, SemanticModel> semantics, OutsideTypes? outside)
    {
        (_compilation, _semantics, _outside) = (compilation, semantics, outside);
        _all = new OnDemand<Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>>(FindAll);
        _heads = new OnDemand<Heads>(() => new Heads(_compilation.SyntaxTrees));
        _order = new OnDemand<Dictionary<SyntaxTree, int>>(() => _compilation.SyntaxTrees.Select((tree, at) => (tree, at)).ToDictionary(pair => pair.tree, pair => pair.at));
    }

    /// <summary>The types of this compilation that derive from or implement <paramref name="type"/>, in the order of the sources.</summary>
    public ImmutableArray<INamedTypeSymbol> Of(INamedTypeSymbol type) => _answers.GetOrAdd(type.OriginalDefinition, Find);

    /// <summary>True for <paramref name="type"/> itself and for what derives from or implements it, whatever the type arguments.</summary>
    internal static bool Derives(INamedTypeSymbol from, INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && from.AllInterfaces.Any(implemented => SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, type)) || from.DerivesFrom(type);

    private ImmutableArray<INamedTypeSymbol> Find(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error)
            return ImmutableArray<INamedTypeSymbol>.Empty;

        var found = _outside is null ? _all.Value.TryGetValue(type, out var all) ? all : new List<INamedTypeSymbol>() : ByName(type, _outside);
        if (found.Count > 1)
            found.Sort((one, other) => PlaceOf(one).CompareTo(PlaceOf(other)));
        return found.ToImmutableArray();
    }

    private (int File, int At) PlaceOf(INamedTypeSymbol type)
    {
        var declared = type.DeclaringSyntaxReferences[0];
        return (_order.Value[declared.SyntaxTree], declared.Span.Start);
    }

    private List<INamedTypeSymbol> ByName(INamedTypeSymbol type, OutsideTypes outside)
    {
        // What every type derives from is nothing that anybody has to look for.
        var found = new List<INamedTypeSymbol>();
        if (type.SpecialType != SpecialType.None && type.TypeKind != TypeKind.Interface)
            return found;

        var isHere = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly);
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default) { type };
        var names = new HashSet<string>();
        var pending = new Queue<BaseNames.Base>(isHere
            ? _heads.Value.Naming(type.Name, names)
            : _heads.Value.Leading(name => outside.MayDerive(name, type)));
        while (pending.Count > 0)
        {
            Patience.Check();
            if (_semantics(pending.Peek().Type.SyntaxTree).GetDeclaredSymbol(pending.Dequeue().Type) is not INamedTypeSymbol derived || seen.Contains(derived) || !Derives(derived, type))
                continue;

            seen.Add(derived);
            found.Add(derived);
            foreach (var next in _heads.Value.Naming(derived.Name, names))
                pending.Enqueue(next);
        }

        return found;
    }

    private Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>> FindAll()
    {
        var found = new Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        void Record(INamedTypeSymbol from, INamedTypeSymbol type)
        {
            if (!found.TryGetValue(from.OriginalDefinition, out var types))
                found[from.OriginalDefinition] = types = new List<INamedTypeSymbol>();

            // It may implement one interface for several type arguments.
            if (types.Count == 0 || !SymbolEqualityComparer.Default.Equals(types[types.Count - 1], type))
                types.Add(type);
        }

        var pending = new Stack<INamespaceOrTypeSymbol>();
        pending.Push(_compilation.Assembly.GlobalNamespace);
        while (pending.Count > 0)
        {
            Patience.Check();

            // Only the types in a type are asked for: all its members would have to be made, for every type of the compilation.
            var current = pending.Pop();
            foreach (var container in current is INamedTypeSymbol outer ? outer.GetTypeMembers() : ((INamespaceSymbol)current).GetMembers().AsEnumerable<INamespaceOrTypeSymbol>())
            {
                pending.Push(container);
                if (container is not INamedTypeSymbol type)
                    continue;

                for (var parent = type.BaseType; parent is not null && parent.SpecialType == SpecialType.None; parent = parent.BaseType)
                    Record(parent, type);
                foreach (var implemented in type.AllInterfaces)
                    Record(implemented, type);
            }
        }

        return found;
    }
}
