using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A member of an object that is read or set, and the way to that object. Two ways may lead to one object: whoever asks whether they do compares the
/// members, and not only the places, which are cut after the first step.
/// </summary>
/// <param name="Holder">The object, as far as its place is known.</param>
/// <param name="Type">Its type as the code sees it.</param>
/// <param name="Member">The field or property.</param>
/// <param name="IsWrite">True where it gets a value.</param>
/// <param name="Because">Where that happens.</param>
internal sealed record MemberUse(Place Holder, ITypeSymbol? Type, ISymbol Member, bool IsWrite, Witness Because)
{
    /// <summary>True when both may be about the same member of one object.</summary>
    public bool MayMeet(MemberUse other) =>
        SymbolEqualityComparer.Default.Equals(Member, other.Member) && (IsOf(Type, other.Type) || IsOf(other.Type, Type));

    /// <summary>True where an object that is seen as <paramref name="type"/> may be one of <paramref name="other"/>.</summary>
    private static bool IsOf(ITypeSymbol? type, ITypeSymbol? other)
    {
        if (type is null || other is not { TypeKind: TypeKind.Class or TypeKind.Struct } || type.TypeKind is TypeKind.Interface or TypeKind.TypeParameter)
            return true;

        for (var level = type; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level.OriginalDefinition, other.OriginalDefinition))
                return true;
        }

        return false;
    }
}
