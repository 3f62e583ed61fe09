using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A value that is set to what is made of the value before: <c>counts[word]++</c> reads and writes in two steps, and what another thread sets in between is lost.</summary>
internal static class OwnUpdate
{
    /// <summary>The reading that <paramref name="act"/> writes back; null for a value that has nothing to do with the one before.</summary>
    public static CollectionCheck? ReadIn(CollectionAct act, LockNames names, MethodFacts method)
    {
        if (act is not { Kind: ActKind.Set, Operation: IPropertyReferenceOperation, Key: { } key, Value: { } value } || value is ICoalesceAssignmentOperation)
            return null;
        if (value is ICompoundAssignmentOperation { Target: var changed } && changed == act.Operation || value is IIncrementOrDecrementOperation { Target: var counted } && counted == act.Operation)
            return Of(act, act.Operation);

        var collection = names.Of(act.Collection);
        if (value.OwnOperations().Any(o => o is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments } && IsSame(map, arguments[0].Value)))
            return Of(act, act.Operation);

        // A sum that was put into a variable first is one all the same.
        var sum = value.Unwrapped() is ILocalReferenceOperation { Local: var local } && method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } made && made.Syntax.SpanStart < act.Operation.Syntax.SpanStart ? made : value;
        return sum.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(read => Asked(read) is var (map, asked) && IsSame(map, asked) && IsComputedWith(read, sum)) is { } found ? Of(act, found) : null;

        bool IsSame(IOperation map, IOperation asked) => asked.Syntax.IsEquivalentTo(key.Syntax, topLevel: false) && names.Of(map).Equals(collection);
    }

    /// <summary>The dictionary and the key of a call that gives what is there, or the default where nothing is.</summary>
    private static (IOperation Map, IOperation Key)? Asked(IInvocationOperation read) => read switch
    {
        { TargetMethod.Name: "TryGetValue", Instance: { } map, Arguments: { Length: 2 } arguments } => (map, arguments[0].Value),
        { TargetMethod.Name: "GetValueOrDefault", Instance: null, Arguments: { Length: >= 2 } arguments } => (arguments[0].Value.Unwrapped(), arguments[1].Value),
        _ => null,
    };

    /// <summary>True for a number that another one is added to, and the like: a default for what is missing is no such change.</summary>
    private static bool IsComputedWith(IInvocationOperation read, IOperation sum)
    {
        if (read.TargetMethod.Name == "GetValueOrDefault")
            return IsOperand(read, sum);
        return CollectionCheck.Filled(read.Arguments) is { } filled && sum.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, filled) && IsOperand(o, sum));
    }

    /// <summary>True in <c>found ?? made</c>: what is made where nothing was there is not made of it.</summary>
    public static bool IsReplacedIfMissing(IOperation part)
    {
        var parent = part.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            (part, parent) = (parent, parent.Parent);
        return parent is ICoalesceOperation { Value: var value } && ReferenceEquals(value, part);
    }

    private static bool IsOperand(IOperation part, IOperation sum)
    {
        var parent = part.User();
        return parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Or or BinaryOperatorKind.And or BinaryOperatorKind.ExclusiveOr } && sum.Syntax.Span.Contains(parent.Syntax.Span);
    }

    private static CollectionCheck Of(CollectionAct act, IOperation read) =>
        new(read, act.Collection, ConcurrentKind.Dictionary, act.Key, null, "", true, false) { IsReading = true };

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
