using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Classes that are made anew for each request: they keep something of it, or a way to it, beside what they keep for themselves.</summary>
internal static class RequestState
{
    /// <summary>What shows that objects of <paramref name="type"/> belong to a request; null where nothing does.</summary>
    public static Witness? Of(INamedTypeSymbol type, ConcurrencyModel model)
    {
        foreach (var member in type.GetMembers())
        {
            var held = member switch
            {
                IFieldSymbol { IsStatic: false } field => (ISymbol)field,
                IMethodSymbol { MethodKind: MethodKind.Constructor, IsStatic: false } constructor => constructor.Parameters.FirstOrDefault(parameter => LeadsToRequest(parameter.Type, model)),
                _ => null,
            };
            if (held is IFieldSymbol { Type: var kept } && !LeadsToRequest(kept, model))
                continue;
            if (held?.Locations.FirstOrDefault() is { IsInSource: true } place)
                return new Witness(place, "the request is reached through this");
        }

        return null;
    }

    /// <summary>The request itself, or what hands out the current one.</summary>
    private static bool LeadsToRequest(ITypeSymbol type, ConcurrencyModel model) =>
        IsRequest(type, model) || type is { TypeKind: TypeKind.Interface, DeclaringSyntaxReferences.IsEmpty: true } && type.GetMembers().OfType<IPropertySymbol>().Any(property => IsRequest(property.Type, model));

    private static bool IsRequest(ITypeSymbol type, ConcurrencyModel model) =>
        type is INamedTypeSymbol named && (model.Apis.Of(named) & ApiFlags.Affine) != 0 && model.Roots.UseOf(named) == Occasion.Request;
}
