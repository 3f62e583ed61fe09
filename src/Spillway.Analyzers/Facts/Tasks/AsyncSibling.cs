using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// What a framework calls has mostly two forms, of which it awaits one: <c>OnInitialized</c>, and <c>OnInitializedAsync</c> right after it.
/// </summary>
internal static class AsyncSibling
{
    /// <summary>The asynchronous form that the framework calls beside what <paramref name="symbol"/> overrides; null where there is none.</summary>
    public static IMethodSymbol? Of(IMethodSymbol symbol, ConcurrencyModel model)
    {
        if (symbol is not { IsOverride: true, ReturnsVoid: true } || model.Roots.Of(symbol) is null)
            return null;

        var declared = symbol;
        while (declared.OverriddenMethod is { } overridden)
            declared = overridden;
        if (!declared.DeclaringSyntaxReferences.IsEmpty)
            return null;

        return declared.ContainingType.GetMembers($"{declared.Name}Async").OfType<IMethodSymbol>().FirstOrDefault(sibling =>
            (sibling.IsVirtual || sibling.IsAbstract) && sibling.ReturnType.IsTaskLike() && HaveSameParameters(sibling, declared));
    }

    private static bool HaveSameParameters(IMethodSymbol one, IMethodSymbol other) =>
        one.Parameters.Length == other.Parameters.Length
        && one.Parameters.Zip(other.Parameters, (a, b) => SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same);
}
