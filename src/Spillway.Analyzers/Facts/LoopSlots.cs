using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Arrays and lists of which every iteration of a counted loop touches nothing but the element at its own index.</summary>
internal static class LoopSlots
{
    /// <summary>The counter of <paramref name="loop"/> and the collections that it deals out; null for loops that do not count.</summary>
    public static (ISymbol Counter, IReadOnlyCollection<ISymbol> Collections)? Of(ILoopOperation loop)
    {
        if (loop is not IForLoopOperation counted || counted.Locals.FirstOrDefault() is not { } counter)
            return null;

        var dealt = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var other = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in loop.Descendants())
        {
            if (Variable(operation) is not { } variable)
                continue;

            var isSlot = operation.Parent is { } element && Parts(element) is var (collection, index) && ReferenceEquals(collection, operation) && IsCounter(index, counter);
            if (isSlot)
                dealt.Add(variable);
            else if (operation.Parent is not IPropertyReferenceOperation { Property.Name: "Count" or "Length" })
                other.Add(variable);
        }

        dealt.ExceptWith(other);
        return (counter, dealt.ToImmutableArray());
    }

    /// <summary>The collection and the index of an element access; nulls for anything else.</summary>
    public static (IOperation? Collection, IOperation? Index) Parts(IOperation element) => element switch
    {
        IArrayElementReferenceOperation { Indices: { Length: 1 } indices } access => (access.ArrayReference, indices[0]),
        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType.Name: "List" or "IList" or "IReadOnlyList" }, Arguments: { Length: 1 } arguments } access =>
            (access.Instance, arguments[0].Value),
        _ => (null, null),
    };

    /// <summary>The variable that holds a collection: a local, a parameter or a field of this object.</summary>
    public static ISymbol? Variable(IOperation expression) => expression switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    public static bool IsCounter(IOperation? index, ISymbol counter) =>
        index?.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, counter);
}
