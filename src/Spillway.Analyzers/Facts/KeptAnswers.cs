using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A service of which one implementation asks, and another one stands before it and keeps the answers.</summary>
internal static class KeptAnswers
{
    // From the method of the interface to the look into what is kept.
    private const int DeepestChain = 3;

    /// <summary>True when a call of <paramref name="method"/> has several targets, and one of them looks into a table that it keeps in a field.</summary>
    public static bool MayAnswer(IMethodSymbol method, ConcurrencyModel model) =>
        model.Implementations.TargetsOf(method) is { Length: > 1 } targets
        && targets.Any(target => LooksUp(target, model, DeepestChain, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default)));

    private static bool LooksUp(IMethodSymbol method, ConcurrencyModel model, int depth, HashSet<IMethodSymbol> open)
    {
        if (depth == 0 || !open.Add(method.OriginalDefinition))
            return false;

        foreach (var call in model.Summaries.BodiesOf(method).SelectMany(body => body.OwnOperations()).OfType<IInvocationOperation>())
        {
            if ((model.Apis.Of(call.TargetMethod) & ApiFlags.Cache) != 0)
                return true;
            if (call is { TargetMethod.Name: "TryGetValue", Instance: { } kept } && kept.Unwrapped() is IFieldReferenceOperation)
                return true;
            if (call.Instance is null or IInstanceReferenceOperation && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, method.ContainingType) && LooksUp(call.TargetMethod, model, depth - 1, open))
                return true;
        }

        return false;
    }
}
