using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>One entry of a dictionary or a cache is looked up or put in.</summary>
/// <param name="Map">The field or property that holds the dictionary.</param>
/// <param name="Key">What tells the key: a variable, a constant, or its syntax.</param>
internal readonly record struct MapUse(ISymbol? Map, object? Key)
{
    private static readonly string[] OfOneKey = { "TryGetValue", "ContainsKey", "GetValueOrDefault", "TryAdd", "Add", "Remove", "TryRemove", "Clear", "GetOrAdd", "AddOrUpdate", "TryUpdate" };

    /// <summary>What <paramref name="operation"/> asks for.</summary>
    public static MapUse? LookupAt(IOperation operation, LockNames names) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "TryGetValue" or "ContainsKey" or "GetValueOrDefault" or "Get" or "Contains" } method } call when IsMap(method) => Of(call, names),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments } reference when IsMapType(map.Type) && !reference.IsTarget() => Of(map, arguments[0].Value, names),
        _ => null,
    };

    /// <summary>What <paramref name="operation"/> puts in.</summary>
    public static MapUse? StoreAt(IOperation operation, LockNames names) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: { Length: 1 } arguments } } when IsMapType(map.Type) => Of(map, arguments[0].Value, names),
        IInvocationOperation { TargetMethod: { Name: "Add" or "TryAdd" or "Set" } method } call when IsMap(method) => Of(call, names),
        _ => null,
    };

    /// <summary>What <paramref name="operation"/> asks for and puts in where it is not there, in one call.</summary>
    public static MapUse? LookupOrStoreAt(IOperation operation, LockNames names) =>
        operation is IInvocationOperation { TargetMethod: { Name: "GetOrAdd" or "GetOrCreate" or "GetOrCreateAsync" or "AddOrUpdate" } method } call && IsMap(method) ? Of(call, names) : null;

    /// <summary>True for two names of one key.</summary>
    public static bool SameKey(object? one, object? other) => one is ISymbol symbol
        ? SymbolEqualityComparer.Default.Equals(symbol, other as ISymbol)
        : one is SyntaxNode left && other is SyntaxNode right && left.IsEquivalentTo(right, topLevel: false);

    /// <summary>True when <paramref name="store"/> runs only where <paramref name="lookup"/> found nothing.</summary>
    public static bool IsOnMiss(IOperation store, IOperation lookup)
    {
        var child = store;
        foreach (var around in store.OwnAncestors())
        {
            switch (around)
            {
                case IConditionalOperation choice when ReferenceEquals(choice.WhenTrue, child) && Asks(choice.Condition, lookup) is false or null && Tells(choice.Condition, lookup):
                case IConditionalOperation other when ReferenceEquals(other.WhenFalse, child) && Asks(other.Condition, lookup) is true:
                    return true;

                case IBlockOperation block when block.ChoicesBefore(child).Any(guard =>
                    guard.WhenFalse is null && (Asks(guard.Condition, lookup) is true || TellsOfResult(guard.Condition, lookup) is true) && Leaves(guard.WhenTrue)):
                    return true;
            }

            child = around;
        }

        return false;
    }

    /// <summary>True when the dictionary in <paramref name="field"/> is never counted, gone through or handed out.</summary>
    public static bool IsByKeyOnly(IFieldSymbol field, ConcurrencyModel model) => model.Locks.Guards.AccessesOf(field).All(access => access.Reference.Parent switch
    {
        IInvocationOperation call => OfOneKey.Contains(call.TargetMethod.Name),
        IPropertyReferenceOperation { Property.IsIndexer: true } => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } extension } } => OfOneKey.Contains(extension.Name),
        ILockOperation => true,
        IConversionOperation { Parent: ILockOperation } => true,
        IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } extension } } } => OfOneKey.Contains(extension.Name),
        _ => false,
    });

    private static MapUse? Of(IInvocationOperation call, LockNames names)
    {
        var isExtension = call.Instance is null;
        return call.Arguments.Length > (isExtension ? 1 : 0) ? Of(call.Instance ?? call.Arguments[0].Value, call.Arguments[isExtension ? 1 : 0].Value, names) : null;
    }

    private static MapUse? Of(IOperation map, IOperation key, LockNames names) => key.ConstantValue.HasValue ? null : map.Unwrapped() switch
    {
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => new MapUse(field, names.KeyOf(key)),
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation } => new MapUse(property, names.KeyOf(key)),
        IParameterReferenceOperation { Parameter: var parameter } when Place.Of(parameter).Kind == RootKind.This => new MapUse(parameter, names.KeyOf(key)),
        _ => null,
    };

    private static bool IsMap(IMethodSymbol method) =>
        IsMapType(method.ContainingType) || method.ContainingType is { Name: "CacheExtensions" or "CollectionExtensions" } && method.IsExtensionMethod;

    private static bool IsMapType(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Dictionary" or "IDictionary" or "SortedDictionary" or "SortedList" or "ConcurrentDictionary" or "IReadOnlyDictionary" or "IMemoryCache" or "MemoryCache" or "ObjectCache" or "Hashtable" };

    /// <summary>True where the condition holds when the lookup found something, false where it holds when it did not; null where it says neither.</summary>
    private static bool? Asks(IOperation condition, IOperation lookup)
    {
        foreach (var part in condition.OwnOperations())
        {
            if (!ReferenceEquals(part.Unwrapped(), lookup) || lookup is not IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean })
                continue;

            var found = true;
            for (var around = lookup.Parent; around is not null && condition.Syntax.Span.Contains(around.Syntax.Span); around = around.Parent)
            {
                if (around is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
                    found = !found;
                else if (around is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: false } } or IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: false } } })
                    found = !found;
                if (ReferenceEquals(around, condition))
                    break;
            }

            return found;
        }

        return null;
    }

    private static bool Tells(IOperation condition, IOperation lookup) => Asks(condition, lookup) is false || TellsOfResult(condition, lookup) is false;

    /// <summary>The same for a condition about what the lookup gave: <c>value is null</c> is false.</summary>
    private static bool? TellsOfResult(IOperation condition, IOperation lookup)
    {
        var result = lookup switch
        {
            IInvocationOperation { Arguments: var arguments } when arguments.FirstOrDefault(a => a.Parameter?.RefKind == RefKind.Out)?.Value is { } given => LocalOf(given),
            { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } } => local,
            { Parent: IConversionOperation { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } } } => local,
            _ => null,
        };
        if (result is null)
            return null;

        return condition.Unwrapped() switch
        {
            IIsPatternOperation { Value: var value, Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } when Is(value, result) => false,
            IIsPatternOperation { Value: var value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } when Is(value, result) => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } when Is(left, result) && right.IsNull() => false,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, LeftOperand: var left, RightOperand: var right } when Is(left, result) && right.IsNull() => true,
            _ => null,
        };
    }

    private static ILocalSymbol? LocalOf(IOperation given) => given.Unwrapped() switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } } => declared,
        _ => null,
    };

    private static bool Is(IOperation value, ILocalSymbol local) => value.Unwrapped() is ILocalReferenceOperation { Local: var other } && SymbolEqualityComparer.Default.Equals(other, local);

    private static bool Leaves(IOperation branch) =>
        branch is IReturnOperation or IBranchOperation or IThrowOperation || branch is IBlockOperation { Operations: { Length: > 0 } statements } && Leaves(statements[statements.Length - 1]);
}
