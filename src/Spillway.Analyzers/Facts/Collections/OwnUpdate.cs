using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A value that is set to what is made of the value before: <c>counts[word]++</c> reads and writes in two steps, and what another thread sets in between is lost.</summary>
internal static class OwnUpdate
{
    /// <summary>The reading that <paramref name="act"/> writes back; null for a value that has nothing to do with the one before.</summary>
    public static CollectionCheck? ReadIn(CollectionAct act, LockNames names)
    {
        if (act is not { Kind: ActKind.Set, Operation: IPropertyReferenceOperation, Key: { } key, Value: { } value } || value is ICoalesceAssignmentOperation)
            return null;
        if (value is ICompoundAssignmentOperation or IIncrementOrDecrementOperation)
            return Of(act);

        var collection = names.Of(act.Collection);
        return value.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments }
            && arguments[0].Value.Syntax.IsEquivalentTo(key.Syntax, topLevel: false) && names.Of(map).Equals(collection)) ? Of(act) : null;
    }

    private static CollectionCheck Of(CollectionAct act) =>
        new(act.Operation, act.Collection, ConcurrentKind.Dictionary, act.Key, null, "", true, false) { IsReading = true };

    /// <summary>
    /// True where the value that was looked up is compared with the one that is put in: <c>if (best &lt; offer) map[key] = offer</c>. A date that has passed is no such comparison.
    /// </summary>
    public static bool IsDecidedBy(CollectionCheck check, CollectionAct act, MethodFacts method)
    {
        if (check.Value is not { } looked || act is not { Kind: ActKind.Set, Value: { } value })
            return false;

        var made = new HashSet<ISymbol>(VariablesIn(value).Where(v => !SymbolEqualityComparer.Default.Equals(v, looked)), SymbolEqualityComparer.Default);
        return made.Count > 0 && method.Operations.OfType<IBinaryOperation>().Any(o =>
            o.Syntax.SpanStart >= check.Operation.Syntax.SpanStart && o.Syntax.Span.End <= act.Operation.Syntax.SpanStart
            && o.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
            && (Compares(o.LeftOperand, o.RightOperand) || Compares(o.RightOperand, o.LeftOperand)) && o.OwnAncestors().Any(a => a is IConditionalOperation));

        bool Compares(IOperation old, IOperation with) =>
            !IsTime(with.Type) && VariablesIn(old).Contains(looked, SymbolEqualityComparer.Default) && VariablesIn(with).Any(made.Contains);
    }

    private static IEnumerable<ISymbol> VariablesIn(IOperation value) =>
        value.OwnOperations().Where(o => o is ILocalReferenceOperation or IParameterReferenceOperation).Select(LockApis.SymbolOf).OfType<ISymbol>();

    private static bool IsTime(ITypeSymbol? type) => type is { Name: "DateTime" or "DateTimeOffset" or "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
