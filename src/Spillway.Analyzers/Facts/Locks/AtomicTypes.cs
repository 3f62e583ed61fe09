using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Which atomic operations the framework at hand has for which types.</summary>
internal static class AtomicTypes
{
    /// <summary>True when <paramref name="kind"/> exists for fields of <paramref name="type"/>.</summary>
    public static bool Offers(AtomicKind kind, ITypeSymbol type, Compilation compilation)
    {
        var special = type.TypeKind == TypeKind.Enum ? SpecialType.None : type.SpecialType;
        switch (kind)
        {
            case AtomicKind.Read or AtomicKind.Write:
                return special == SpecialType.System_UInt64 ? Has(kind == AtomicKind.Read ? "Read" : "Exchange", special, compilation) : type.IsReferenceType || special is SpecialType.System_Boolean or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64)
                    or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

            case AtomicKind.Increment or AtomicKind.Decrement or AtomicKind.Add:
                return special is SpecialType.System_Int32 or SpecialType.System_Int64
                    || special is SpecialType.System_UInt32 or SpecialType.System_UInt64 && Has(kind.ToString(), special, compilation);

            // There is no negative number to add.
            case AtomicKind.Subtract:
                return special is SpecialType.System_Int32 or SpecialType.System_Int64;

            case AtomicKind.Or or AtomicKind.And:
                return special is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 && Has(kind.ToString(), special, compilation);

            default:
                return type.IsReferenceType || special is SpecialType.System_Int32 or SpecialType.System_Int64
                    || Has(kind.ToString(), special, compilation)
                    || special is SpecialType.System_Boolean && HasOpenForm(kind.ToString(), compilation);
        }
    }

    /// <summary>The member that does it. Of 64 bits, <c>Interlocked</c> never sees one half alone.</summary>
    public static string NameOf(AtomicKind kind, ITypeSymbol type)
    {
        var isWide = type.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt64;
        return kind switch
        {
            AtomicKind.Read => isWide ? "Interlocked.Read" : "Volatile.Read",
            AtomicKind.Write => isWide ? "Interlocked.Exchange" : "Volatile.Write",
            AtomicKind.Subtract => "Interlocked.Add",
            _ => $"Interlocked.{kind}",
        };
    }

    private static bool Has(string name, SpecialType type, Compilation compilation) =>
        type != SpecialType.None && Interlocked(compilation)?.GetMembers(name).OfType<IMethodSymbol>()
            .Any(m => m.Parameters.Length > 0 && m.Parameters[0].Type.SpecialType == type) == true;

    /// <summary>Since .NET 9 the generic forms take small values too.</summary>
    private static bool HasOpenForm(string name, Compilation compilation) =>
        Interlocked(compilation)?.GetMembers(name).OfType<IMethodSymbol>().Any(m => m.TypeParameters.Length == 1 && !m.TypeParameters[0].HasReferenceTypeConstraint) == true;

    private static INamedTypeSymbol? Interlocked(Compilation compilation) => compilation.GetTypeByMetadataName("System.Threading.Interlocked");
}
