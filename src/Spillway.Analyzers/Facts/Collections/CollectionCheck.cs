using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A question to a concurrent collection.</summary>
/// <param name="Operation">The call or property.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Kind">What kind of collection.</param>
/// <param name="Key">The key or item that is asked for; null where the question is whether there is anything.</param>
/// <param name="Value">The variable that gets the value, if the question gives one.</param>
/// <param name="Name">How the question reads in messages.</param>
/// <param name="PresentWhenTrue">True when the answer true means that something is there.</param>
/// <param name="IsDecision">True for an operation that changes the collection and says whether it did: who asks that has no need to act again.</param>
internal sealed record CollectionCheck(IOperation Operation, IOperation Collection, ConcurrentKind Kind, IOperation? Key, ILocalSymbol? Value, string Name, bool PresentWhenTrue, bool IsDecision)
{
    /// <summary>True for a value that is only read into a variable: what was there matters, not whether.</summary>
    public bool IsReading { get; init; }

    /// <summary>Reads an operation; null for what is no question.</summary>
    public static CollectionCheck? Of(IOperation operation, ConcurrentCollections collections)
    {
        switch (operation)
        {
            case IInvocationOperation { Instance: { } receiver, TargetMethod: var method, Arguments: { Length: > 0 } arguments } call
                when method.Name is "ContainsKey" or "TryGetValue" or "TryAdd" or "TryRemove" or "TryUpdate" && collections.KindOf(receiver.Unwrapped().Type) is ConcurrentKind.Dictionary:
                var isDecision = method.Name is "TryAdd" or "TryRemove" or "TryUpdate";
                return isDecision && IsUnused(call) ? null : new CollectionCheck(call, receiver, ConcurrentKind.Dictionary, Argument(call, 0), method.Name == "TryGetValue" ? Filled(arguments) : null, method.Name, true, isDecision);

            case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "GetOrAdd", Arguments.Length: > 0 } reading when collections.KindOf(receiver.Unwrapped().Type) is ConcurrentKind.Dictionary:
                return KeptIn(reading) is { } kept ? new CollectionCheck(reading, receiver, ConcurrentKind.Dictionary, Argument(reading, 0), kept, "GetOrAdd", true, false) { IsReading = true } : null;

            case IInvocationOperation { Instance: null, TargetMethod.Name: "GetValueOrDefault", Arguments: { Length: >= 2 } both } reading when collections.KindOf(both[0].Value.Unwrapped().Type) is ConcurrentKind.Dictionary:
                return KeptIn(reading) is { } old ? new CollectionCheck(reading, both[0].Value.Unwrapped(), ConcurrentKind.Dictionary, both[1].Value, old, "GetValueOrDefault", true, false) { IsReading = true } : null;

            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments: { Length: 1 } keys } element when collections.KindOf(owner.Unwrapped().Type) is ConcurrentKind.Dictionary:
                return KeptIn(element) is { } read ? new CollectionCheck(element, owner, ConcurrentKind.Dictionary, keys[0].Value, read, "", true, false) { IsReading = true } : null;

            case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "TryPeek" or "TryDequeue" or "TryPop" or "TryTake" } taking when collections.KindOf(receiver.Unwrapped().Type) is { } kind:
                return IsUnused(taking) ? null : new CollectionCheck(taking, receiver, kind, null, null, taking.TargetMethod.Name, true, true);

            case IInvocationOperation { TargetMethod.Name: "Contains" } contains:
                var (source, item) = contains.Instance is { } instance ? (instance, Argument(contains, 0)) : (Argument(contains, 0), Argument(contains, 1));
                if (item is null || source?.Unwrapped() is not { } asked)
                    return null;
                if (asked is IPropertyReferenceOperation { Property.Name: "Keys", Instance: { } dictionary } && collections.KindOf(dictionary.Unwrapped().Type) is ConcurrentKind.Dictionary)
                    return new CollectionCheck(contains, dictionary, ConcurrentKind.Dictionary, item, null, "Keys.Contains", true, false);
                return collections.KindOf(asked.Type) is { } sort and not ConcurrentKind.Dictionary ? new CollectionCheck(contains, asked, sort, item, null, "Contains", true, false) : null;

            case IPropertyReferenceOperation { Property.Name: "IsEmpty", Instance: { } owner } empty when collections.KindOf(owner.Unwrapped().Type) is { } emptied:
                return new CollectionCheck(empty, owner, emptied, null, null, "IsEmpty", false, false);

            case IBinaryOperation binary when CountOf(binary.LeftOperand, collections) is { } counted && Compared(binary.OperatorKind, binary.RightOperand) is { } whenTrue:
                return counted with { Operation = binary, PresentWhenTrue = whenTrue };
            case IBinaryOperation binary when CountOf(binary.RightOperand, collections) is { } counted && Compared(binary.OperatorKind.Turned(), binary.LeftOperand) is { } whenTrue:
                return counted with { Operation = binary, PresentWhenTrue = whenTrue };

            case IInvocationOperation { TargetMethod: { Name: "Any", ContainingNamespace.Name: "Linq" }, Arguments: { Length: 1 } one } any when collections.KindOf(one[0].Value.Unwrapped().Type) is { } some:
                return new CollectionCheck(any, one[0].Value, some, null, null, "Any", true, false);

            default:
                return null;
        }
    }

    /// <summary>True where nobody looks at what a call returns.</summary>
    public static bool IsUnused(IOperation call) =>
        call.Parent is IExpressionStatementOperation || call.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation } || call.Parent is IConditionalAccessOperation { Parent: IExpressionStatementOperation };

    /// <summary>The argument for the parameter at <paramref name="ordinal"/>.</summary>
    public static IOperation? Argument(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ordinal)?.Value;

    /// <summary>The variable that an out argument fills.</summary>
    public static ILocalSymbol? Filled(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments) =>
        arguments.Where(a => a.Parameter?.RefKind == RefKind.Out).Select(a => a.Value switch
        {
            ILocalReferenceOperation reference => reference.Local,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } => reference.Local,
            _ => null,
        }).FirstOrDefault();

    /// <summary>The variable that a value is put into.</summary>
    private static ILocalSymbol? KeptIn(IOperation value)
    {
        var parent = value.User();
        return parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Parent: IExpressionStatementOperation } => local,
            _ => null,
        };
    }

    private static CollectionCheck? CountOf(IOperation operand, ConcurrentCollections collections)
    {
        var (counted, name) = operand.Unwrapped() switch
        {
            IPropertyReferenceOperation { Property.Name: "Count", Instance: { } owner } => (owner, "Count"),
            IInvocationOperation { TargetMethod: { Name: "Count", ContainingNamespace.Name: "Linq" }, Arguments: { Length: 1 } arguments } => (arguments[0].Value, "Count"),
            _ => (null, ""),
        };
        return counted is not null && collections.KindOf(counted.Unwrapped().Type) is { } kind ? new CollectionCheck(operand, counted, kind, null, null, name, true, false) : null;
    }

    /// <summary>What a comparison with a number says: true that something is there, false that nothing is; null for other numbers.</summary>
    private static bool? Compared(BinaryOperatorKind kind, IOperation number) => (kind, number.ConstantValue is { HasValue: true, Value: int value } ? value : -1) switch
    {
        (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => true,
        (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => false,
        _ => null,
    };
}
