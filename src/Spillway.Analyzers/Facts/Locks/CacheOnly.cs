using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>A class that is a cache and nothing else: all it keeps is a dictionary and the lock. Whoever uses it asks it for keys.</summary>
internal static class CacheOnly
{
    /// <summary>Why a section of a method that others can call counts; null where the class does more, or nobody outside can call it.</summary>
    public static Often? Of(IFieldSymbol map, HeldLock taken, MethodFacts method)
    {
        var type = map.ContainingType;
        if (method.Owner is not IMethodSymbol { DeclaredAccessibility: not Accessibility.Private } owner || !SymbolEqualityComparer.Default.Equals(owner.ContainingType, type)
            || type.BaseType is { SpecialType: not SpecialType.System_Object } || map.DeclaredAccessibility != Accessibility.Private)
        {
            return null;
        }

        foreach (var field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.IsConst || SymbolEqualityComparer.Default.Equals(field, map) || SymbolEqualityComparer.Default.Equals(field, taken.Lock.Symbol))
                continue;
            if (!field.IsReadOnly || method.Model.Confinement.Of(field.Type).Safety is not (Safety.Immutable or Safety.Shareable))
                return null;
        }

        return new Often($"whenever '{type.Name}' is asked", ImmutableArray.Create(new Witness(type.Locations[0], $"'{type.Name}' keeps nothing but the entries")));
    }
}
