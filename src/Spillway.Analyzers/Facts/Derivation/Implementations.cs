using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Which code of this compilation runs when a virtual or interface method is called.</summary>
internal sealed class Implementations
{
    // A call with more targets than this is an extension point: what the next implementation does is anybody's guess.
    private const int MostTargets = 8;

    private readonly Compilation _compilation;
    private readonly DerivedTypes _derived;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);

    public Implementations(Compilation compilation, Func<SyntaxTree, SemanticModel> semantics)
    {
        _compilation = compilation;
        _derived = new DerivedTypes(compilation, semantics);
    }

    /// <summary>The methods with a body that a call of <paramref name="method"/> can reach; empty when they are not all in view.</summary>
    public ImmutableArray<IMethodSymbol> TargetsOf(IMethodSymbol method) =>
        _targets.GetOrAdd(TypeArguments.AreKnown(method.ContainingType) ? method.ConstructedFrom : method.OriginalDefinition, Find);

    /// <summary>
    /// The method outside of the compilation that a method of an interface in source stands for: a project's own interface of its
    /// <c>DbContext</c> repeats what every context has. Null where its types differ, or have a body of their own.
    /// </summary>
    public IMethodSymbol? OutsideOf(IMethodSymbol method)
    {
        if (method is not { IsAbstract: true, ContainingType.TypeKind: TypeKind.Interface } || method.DeclaringSyntaxReferences.IsEmpty)
            return null;

        IMethodSymbol? outside = null;
        foreach (var type in TypesOf(method.ContainingType))
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || ImplementationIn(type, method.OriginalDefinition) is not { } implementation)
                continue;
            if (!implementation.DeclaringSyntaxReferences.IsEmpty || (outside is not null && !SymbolEqualityComparer.Default.Equals(outside, implementation)))
                return null;
            outside = implementation;
        }

        return outside;
    }

    /// <summary>The types of this compilation that derive from or implement <paramref name="type"/>, with its type arguments where those are known: who handles one message handles no other.</summary>
    public ImmutableArray<INamedTypeSymbol> TypesOf(INamedTypeSymbol type) =>
        TypeArguments.AreKnown(type) ? _derived.Of(type).Where(derived => TypeArguments.MayStandFor(derived, type, _compilation)).ToImmutableArray() : _derived.Of(type);

    private ImmutableArray<IMethodSymbol> Find(IMethodSymbol asked)
    {
        var method = asked.OriginalDefinition;
        var targets = ImmutableArray.CreateBuilder<IMethodSymbol>();
        var isDefault = method.ContainingType.TypeKind == TypeKind.Interface && HasBody(method);
        if (HasBody(method) && !isDefault)
            targets.Add(method);
        else if (!method.IsAbstract && !isDefault)
            return ImmutableArray<IMethodSymbol>.Empty;

        var isOpen = method.IsAbstract || method.IsVirtual || (method.IsOverride && !method.IsSealed);
        if (isOpen && !method.ContainingType.IsSealed)
        {
            foreach (var type in TypesOf(asked.ContainingType))
            {
                if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || ImplementationIn(type, asked) is not { } implementation)
                    continue;

                // A base class outside of view implements it, or an abstract class leaves it to classes that are listed themselves.
                if (implementation.IsAbstract)
                    continue;
                if (!HasBody(implementation))
                    return ImmutableArray<IMethodSymbol>.Empty;
                if (!targets.Contains(implementation))
                    targets.Add(implementation);
            }
        }

        // The body that an interface brings along runs where a type has none of its own; each of those has brought it here already.
        if (isDefault && targets.Count == 0)
            targets.Add(method);

        return targets.Count > MostTargets ? ImmutableArray<IMethodSymbol>.Empty : targets.ToImmutable();
    }

    private IMethodSymbol? ImplementationIn(INamedTypeSymbol type, IMethodSymbol asked)
    {
        var method = asked.OriginalDefinition;
        if (method.ContainingType.TypeKind == TypeKind.Interface)
        {
            foreach (var implemented in type.AllInterfaces)
            {
                if (!SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType) || TypeArguments.AreKnown(asked.ContainingType) && !TypeArguments.MayBe(implemented, asked.ContainingType, _compilation))
                    continue;

                foreach (var member in implemented.GetMembers(method.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method))
                        return Overriding((type.FindImplementationForInterfaceMember(member) as IMethodSymbol)?.OriginalDefinition, type);
                }
            }

            return null;
        }

        return OverrideIn(type, method);
    }

    private static IMethodSymbol? OverrideIn(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var candidate in type.GetMembers(method.Name).OfType<IMethodSymbol>())
        {
            for (var overridden = candidate.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
            {
                if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
                    return candidate.OriginalDefinition;
            }
        }

        return null;
    }

    /// <summary>What runs in <paramref name="type"/> for a member that a base class leaves to be overridden.</summary>
    private static IMethodSymbol? Overriding(IMethodSymbol? implementation, INamedTypeSymbol type)
    {
        if (implementation is not ({ IsAbstract: true } or { IsVirtual: true } or { IsOverride: true, IsSealed: false }))
            return implementation;

        for (var level = type; level is not null && !SymbolEqualityComparer.Default.Equals(level.OriginalDefinition, implementation.ContainingType); level = level.BaseType)
        {
            if (OverrideIn(level, implementation) is { } overriding)
                return overriding;
        }

        return implementation;
    }

    private bool HasBody(IMethodSymbol method)
    {
        if (method.IsAbstract || method.IsExtern)
            return false;

        var declared = method.PartialImplementationPart ?? method;
        foreach (var reference in declared.DeclaringSyntaxReferences)
        {
            if (_compilation.ContainsSyntaxTree(reference.SyntaxTree))
                return true;
        }

        return false;
    }
}
