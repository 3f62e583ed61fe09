using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How to ask a concurrent dictionary the same without taking all its locks.</summary>
internal static class WholeDictionaryRewrite
{
    /// <summary><c>IsEmpty</c> in place of a count that is compared with nothing.</summary>
    public const string Empty = "empty";

    /// <summary><c>ContainsKey</c> in place of a search in a copy of all keys.</summary>
    public const string Contains = "contains";

    /// <summary>A loop over the pairs in place of one over a copy.</summary>
    public const string Pairs = "pairs";

    /// <summary>A query over the pairs in place of one over a copy.</summary>
    public const string Select = "select";

    public static string? Of(IOperation use, string name, IOperation dictionary, ConcurrencyModel model)
    {
        if (dictionary is IConditionalAccessInstanceOperation)
            return null;
        if (name == "Any" || name is "Count" && IsComparedWithNothing(use) || name is "Keys" or "Values" && use.Parent is IPropertyReferenceOperation { Property.Name: "Count" } count && IsComparedWithNothing(count))
            return Empty;

        return name switch
        {
            "Keys" when IsSearch(use, dictionary, model) => Contains,
            "Keys" or "Values" when IsLoop(use) && HasParts(dictionary) => Pairs,
            "ToArray" or "ToList" when IsLoop(use) => Pairs,
            "Keys" or "Values" when IsUsedAtOnce(use) => Select,
            _ => null,
        };
    }

    /// <summary>
    /// True where a copy is what the code needs: the loop over it adds to the dictionary, or the copy is kept or handed on.
    /// </summary>
    public static bool IsOnPurpose(IOperation use, string name, IOperation dictionary)
    {
        if (name is not ("Keys" or "Values" or "ToArray" or "ToList"))
            return false;

        if (LoopOver(use) is { } loop)
            return Adds(loop, dictionary);
        return name is "ToArray" or "ToList" && !IsUsedAtOnce(use);
    }

    private static bool IsLoop(IOperation use) => LoopOver(use) is { IsAsynchronous: false };

    private static IForEachLoopOperation? LoopOver(IOperation use) =>
        use.User() is IForEachLoopOperation loop && ReferenceEquals(loop.Collection.Unwrapped(), use) ? loop : null;

    /// <summary>New entries would turn up in a loop that goes over the dictionary itself. What else the body calls may add too, where it is given the dictionary or is of the same type.</summary>
    private static bool Adds(IForEachLoopOperation loop, IOperation dictionary)
    {
        var symbol = SymbolOf(dictionary);
        foreach (var operation in loop.Body.OwnOperations())
        {
            if (symbol is not null && SymbolEqualityComparer.Default.Equals(SymbolOf(operation), symbol) && operation.Parent switch
            {
                IInvocationOperation { TargetMethod.Name: "TryRemove" or "TryGetValue" or "ContainsKey" or "TryUpdate" } => false,
                IPropertyReferenceOperation { Property.IsIndexer: true, Parent: IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } target } } => ReferenceEquals(target, operation.Parent),
                IPropertyReferenceOperation => false,
                _ => true,
            })
            {
                return true;
            }

            if (operation is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } called } && symbol is not null && SymbolEqualityComparer.Default.Equals(called.ContainingType, symbol.ContainingType)
                && called.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantTokens().Any(t => t.ValueText == symbol.Name) && r.GetSyntax().DescendantTokens().Any(t => t.ValueText is "TryAdd" or "GetOrAdd" or "AddOrUpdate")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsComparedWithNothing(IOperation count)
    {
        var parent = count.Parent;
        return parent switch
        {
            IBinaryOperation { OperatorKind: var kind, LeftOperand: var left, RightOperand: var right } => ReferenceEquals(left.Unwrapped(), count)
                ? Asks(kind, right)
                : Asks(kind.Turned(), left),
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => true,
            _ => false,
        };
    }

    private static bool Asks(BinaryOperatorKind kind, IOperation number) => number.ConstantValue is { HasValue: true, Value: int value } && (kind, value) switch
    {
        (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual, 0) => true,
        (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, 1) => true,
        _ => false,
    };

    /// <summary>A copy of the keys is searched with the usual comparer, the dictionary with its own: they must be known to be the same.</summary>
    private static bool IsSearch(IOperation keys, IOperation dictionary, ConcurrencyModel model) =>
        keys.Parent is IInvocationOperation { TargetMethod: { Name: "Contains", ContainingType.Name: "ICollection" }, Arguments: { Length: 1 } arguments }
        && SymbolOf(dictionary) is IFieldSymbol { IsReadOnly: true } field && LockFields.InitialOf(field, model) is { Arguments.IsEmpty: true }
        && (arguments[0].Value.Type is { IsValueType: true } || model.Semantics(arguments[0].Syntax.SyntaxTree).GetTypeInfo(arguments[0].Value.Syntax).Nullability.FlowState == NullableFlowState.NotNull);

    private static bool HasParts(IOperation dictionary) =>
        (dictionary.Type as INamedTypeSymbol)?.AllInterfaces.SelectMany(i => i.TypeArguments).OfType<INamedTypeSymbol>().Any(t => t.Name == "KeyValuePair" && !t.GetMembers("Deconstruct").IsEmpty) == true;

    /// <summary>True when the whole query that starts with the copy is answered where it stands: later the copy would still show what was there before.</summary>
    private static bool IsUsedAtOnce(IOperation copy)
    {
        var isQuery = false;
        var child = copy;
        for (var parent = copy.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConversionOperation or IArgumentOperation:
                    continue;

                case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } query } call when call.Arguments.Length > 0 && Contains(call.Arguments[0], child):
                    isQuery = true;
                    if (query.ReturnType is not INamedTypeSymbol { Name: "IEnumerable" or "IOrderedEnumerable" or "IGrouping" })
                        return true;
                    continue;

                case IForEachLoopOperation loop when isQuery:
                    return ReferenceEquals(loop.Collection.Unwrapped(), child.Unwrapped());

                default:
                    return false;
            }
        }

        return false;

        static bool Contains(IOperation argument, IOperation part) => argument.Syntax.Span.Contains(part.Syntax.Span);
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation.Unwrapped() switch
    {
        IFieldReferenceOperation { Field: var field } => field,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } => property,
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };
}
