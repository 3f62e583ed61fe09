using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>How an object behaves when two operations use it at the same time.</summary>
internal enum Safety
{
    /// <summary>Nothing says so; for interfaces and classes out of view.</summary>
    Unknown,

    /// <summary>A class in view with ordinary state: what happens depends on the members that are used.</summary>
    Plain,

    /// <summary>An ordinary collection: reads may overlap, writes may not.</summary>
    Collection,

    /// <summary>Safe for concurrent use.</summary>
    Shareable,

    /// <summary>Its values never change.</summary>
    Immutable,

    /// <summary>Not safe for concurrent use, or it holds something that is not.</summary>
    Confined,
}

/// <summary>How a type behaves under concurrent use, and through which fields we know.</summary>
/// <param name="Safety">The verdict.</param>
/// <param name="Through">For confined types, what is confined: <c>DbContext</c>, or <c>_repository → _db (AppDbContext)</c>.</param>
internal readonly record struct TypeSafety(Safety Safety, string Through = "");

/// <summary>Does an object of this type hold, however deep, something that is not safe for concurrent use?</summary>
internal sealed class Confinement
{
    // Deeper chains of fields exist; none of those met in real code changed the verdict.
    private const int DeepestChain = 6;

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<ITypeSymbol, TypeSafety> _known = new(SymbolEqualityComparer.Default);

    public Confinement(ConcurrencyModel model) => _model = model;

    public TypeSafety Of(ITypeSymbol? type) =>
        type is null ? new TypeSafety(Safety.Unknown) : Of(type, new Chain());

    private TypeSafety Of(ITypeSymbol type, Chain path)
    {
        if (_known.TryGetValue(type, out var known))
            return known;

        // A type that holds itself adds nothing to its own verdict.
        var left = DeepestChain - path.Open.Count;
        if (left <= 0 || (path.Plain.TryGetValue(type, out var seen) && seen >= left) || !path.Open.Add(type))
            return new TypeSafety(Safety.Plain);

        Patience.Check();
        var verdict = Decide(type, path);
        path.Open.Remove(type);

        // Inside a chain the verdict may lack what the cut left out; only the start of a chain is certain.
        if (path.Open.Count == 0 || verdict.Safety is not Safety.Plain)
            return _known.GetOrAdd(type, verdict);

        path.Plain[type] = left;
        return verdict;
    }

    private TypeSafety Decide(ITypeSymbol type, Chain path)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_Object:
                return new TypeSafety(Safety.Unknown);
            case >= SpecialType.System_Boolean and <= SpecialType.System_UIntPtr:
            case SpecialType.System_DateTime:
            case SpecialType.System_Enum:
            case SpecialType.System_Void:
                return new TypeSafety(Safety.Immutable);
        }

        switch (type)
        {
            case IArrayTypeSymbol:
                return new TypeSafety(Safety.Collection);
            case { TypeKind: TypeKind.Enum or TypeKind.Delegate }:
                return new TypeSafety(Safety.Immutable);
            case ITypeParameterSymbol parameter:
                foreach (var constraint in parameter.ConstraintTypes)
                {
                    if (Of(constraint, path) is { Safety: Safety.Confined } confined)
                        return confined;
                }

                return new TypeSafety(Safety.Unknown);
        }

        if (type is not INamedTypeSymbol named)
            return new TypeSafety(Safety.Unknown);

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return Of(named.TypeArguments[0], path);

        var flags = _model.Apis.Of(named);
        if ((flags & ApiFlags.Confined) != 0)
            return new TypeSafety(Safety.Confined, named.Name);
        if ((flags & ApiFlags.Shareable) != 0)
            return new TypeSafety(Safety.Shareable);
        if ((flags & ApiFlags.Immutable) != 0)
            return new TypeSafety(Safety.Immutable);
        if ((flags & ApiFlags.Collection) != 0)
            return new TypeSafety(Safety.Collection);

        return IsInView(named) ? FromFields(named, path) : FromOutside(named, path);
    }

    private bool IsInView(INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _model.Compilation.Assembly);

    private TypeSafety FromOutside(INamedTypeSymbol type, Chain path)
    {
        if (type.IsTupleType)
            return FromFields(type, path);

        // Values of the framework without a line in the catalogue are data: dates, ranges, hashes.
        return new TypeSafety(type.IsValueType ? Safety.Immutable : Safety.Unknown);
    }

    private TypeSafety FromFields(INamedTypeSymbol type, Chain path)
    {
        if (type.TypeKind == TypeKind.Interface)
            return FromImplementations(type, path);

        var isFrozen = true;
        foreach (var (name, held, isReadOnly) in Held(type))
        {
            var inner = Of(held, path);
            if (inner.Safety == Safety.Confined)
                return new TypeSafety(Safety.Confined, Through(name, held, inner));

            isFrozen &= isReadOnly && inner.Safety is Safety.Immutable or Safety.Shareable;
        }

        if (type.BaseType is { SpecialType: SpecialType.None } parent)
        {
            var inherited = Of(parent, path);
            if (inherited.Safety == Safety.Confined)
                return inherited;
            isFrozen &= inherited.Safety is Safety.Immutable or Safety.Shareable;
        }

        // A static class has no object to share, and a type without fields no state.
        return new TypeSafety(isFrozen ? Safety.Shareable : Safety.Plain);
    }

    private TypeSafety FromImplementations(INamedTypeSymbol type, Chain path)
    {
        var verdict = new TypeSafety(Safety.Unknown);
        foreach (var implementation in _model.Implementations.TypesOf(type))
        {
            if (implementation.TypeKind == TypeKind.Interface)
                continue;

            var one = Of(implementation, path);
            if (one.Safety == Safety.Confined)
                return new TypeSafety(Safety.Confined, $"{implementation.Name}.{one.Through}");
            verdict = verdict.Safety is Safety.Unknown or Safety.Shareable ? one : verdict;
        }

        return verdict;
    }

    /// <summary>What an object of this type keeps: its fields, and the parameters of a primary constructor, which become fields where they are used.</summary>
    private static IEnumerable<(string Name, ITypeSymbol Type, bool IsReadOnly)> Held(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            // Where a member uses a parameter of the primary constructor, the compiler adds a field that nobody wrote.
            if (member is IFieldSymbol { IsStatic: false } field && (!field.IsImplicitlyDeclared || field.AssociatedSymbol is not null))
                yield return (field.AssociatedSymbol?.Name ?? field.Name, field.Type, field.IsReadOnly);
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            // Those of a record are properties, which were listed above.
            if (type.IsRecord || !constructor.IsPrimaryConstructor())
                continue;

            foreach (var parameter in constructor.Parameters)
                yield return (parameter.Name, parameter.Type, false);
        }
    }

    private static string Through(string name, ITypeSymbol held, TypeSafety inner) =>
        inner.Through == held.Name ? $"{name} ({held.Name})" : $"{name} → {inner.Through}";

    /// <summary>What one question has looked at: something confined ends it at once, so what was plain need not be looked at again.</summary>
    private sealed class Chain
    {
        /// <summary>The types from the one in question to the one that is looked at.</summary>
        public HashSet<ITypeSymbol> Open { get; } = new(SymbolEqualityComparer.Default);

        /// <summary>Types that hold nothing confined, and how many fields deep that was looked for.</summary>
        public Dictionary<ITypeSymbol, int> Plain { get; } = new(SymbolEqualityComparer.Default);
    }
}
