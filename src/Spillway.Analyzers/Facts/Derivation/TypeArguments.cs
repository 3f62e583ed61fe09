using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Which of the types that implement a generic one can be meant where its type arguments are known?</summary>
internal static class TypeArguments
{
    /// <summary>True for a generic type of which each argument is known: no type parameter, and nothing that could not be bound.</summary>
    public static bool AreKnown(INamedTypeSymbol? type)
    {
        if (type is not { IsGenericType: true })
            return false;

        for (var level = type; level is not null; level = level.ContainingType)
        {
            foreach (var argument in level.TypeArguments)
            {
                if (!IsKnown(argument))
                    return false;
            }
        }

        return true;
    }

    /// <summary>True where an object of <paramref name="derived"/> can be had as <paramref name="asked"/>, whose type arguments are known.</summary>
    public static bool MayStandFor(INamedTypeSymbol derived, INamedTypeSymbol asked, Compilation compilation)
    {
        for (var parent = derived.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (MayBe(parent, asked, compilation))
                return true;
        }

        foreach (var implemented in derived.AllInterfaces)
        {
            if (MayBe(implemented, asked, compilation))
                return true;
        }

        return false;
    }

    /// <summary>True where <paramref name="one"/> is <paramref name="asked"/>, or may become it: by an argument that is still open, or since a type parameter is variant.</summary>
    public static bool MayBe(INamedTypeSymbol one, INamedTypeSymbol asked, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, asked.OriginalDefinition)
        && (!AreKnown(one) || SymbolEqualityComparer.Default.Equals(one, asked) || compilation.ClassifyCommonConversion(one, asked).IsImplicit);

    private static bool IsKnown(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol or { TypeKind: TypeKind.Error } => false,
        IArrayTypeSymbol { ElementType: var element } => IsKnown(element),
        IPointerTypeSymbol { PointedAtType: var target } => IsKnown(target),
        INamedTypeSymbol { IsGenericType: true } named => AreKnown(named),
        _ => true,
    };
}
