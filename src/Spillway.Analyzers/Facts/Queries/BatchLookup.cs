using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>
/// A lookup by one key of the item that one query for all keys, made before the loop, can answer: what the operator does with a
/// missing or repeated key can be kept, and nothing in the loop changes what the query would find.
/// </summary>
/// <param name="Operator">The operator without <c>Async</c>.</param>
/// <param name="Key">The property that is compared with the item's key.</param>
/// <param name="IsUnique">True for the entity's own key.</param>
/// <param name="IsProjected">True where the query ends in values of its rows, and not in the rows.</param>
internal sealed record BatchLookup(string Operator, IPropertySymbol Key, bool IsUnique, bool IsProjected = false)
{
    private static readonly ImmutableHashSet<string> Kept = ImmutableHashSet.Create(
        "Where", "AsNoTracking", "AsNoTrackingWithIdentityResolution", "AsTracking", "AsSplitQuery", "AsSingleQuery", "Include", "ThenInclude",
        "IgnoreQueryFilters", "IgnoreAutoIncludes", "TagWith", "TagWithCallSite", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "AsQueryable");

    /// <summary>What a rewrite needs to know, or null where a precondition does not hold.</summary>
    public ImmutableDictionary<string, string?> Rewrite => ImmutableDictionary<string, string?>.Empty
        .Add(Findings.RewriteKey, "lookup")
        .Add("operator", Operator)
        .Add("key", Key.Name)
        .Add("optional", IsOptional(Key) ? "true" : "false")
        .Add("projected", IsProjected ? "true" : "false")
        .Add("unique", IsUnique ? "true" : "false");

    public static BatchLookup? Of(RepeatedCall repeated, MethodFacts method)
    {
        if (repeated is not { Direct: { Kind: DatabaseCallKind.Query, IsText: false }, Operation: IInvocationOperation call, Iteration.Loop: IForEachLoopOperation { IsAsynchronous: false } loop }
            || loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: var item }
            || !IsPlain(call, loop))
        {
            return null;
        }

        var name = call.TargetMethod.Name;
        var isAwaited = name.EndsWith("Async", StringComparison.Ordinal);
        var @operator = isAwaited ? name.Substring(0, name.Length - "Async".Length) : name;
        if (isAwaited && !IsAwaited(call))
            return null;

        var lookup = @operator == "Find"
            ? OfFind(call, item, loop, method)
            : @operator is "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Any" or "Count" or "LongCount" or "ToList" or "ToArray"
                ? OfOperator(call, @operator, repeated.Iteration, item, loop, method)
                : null;
        return lookup is not null && LoopChanges.Leave(lookup.Key, call, repeated.Iteration, loop, method) ? lookup : null;
    }

    private static BatchLookup? OfFind(IInvocationOperation call, ILocalSymbol item, IForEachLoopOperation loop, MethodFacts method)
    {
        var entity = call.TargetMethod.TypeArguments.FirstOrDefault() ?? (call.Instance?.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        var keys = call.Arguments.Length == 0 ? null : Elements(call.Arguments[0].Value);

        // 'Find' also knows what was added and not saved yet; the database does not.
        if (entity is null || keys is not { Count: 1 } || method.Model.EntityKeys.Of(entity) is not { } key || LoopChanges.AddsIn(method) || call.Instance?.Unwrapped() is IInvocationOperation { TargetMethod.Name: not "Set" })
            return null;

        return ItemKey.Of(keys[0], item, loop, method) is { } type && SymbolEqualityComparer.Default.Equals(type, key.Type) ? new BatchLookup("Find", key, IsUnique: true) : null;
    }

    private static BatchLookup? OfOperator(IInvocationOperation call, string @operator, Iteration iteration, ILocalSymbol item, IForEachLoopOperation loop, MethodFacts method)
    {
        IPropertySymbol? key = null;
        var projection = ProjectionOf(call, iteration, @operator);
        for (IOperation? step = call; step is IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true } operation; step = operation.Arguments[0].Value.Unwrapped())
        {
            if (operation == projection)
                continue;
            if (operation != call && (!Kept.Contains(operation.TargetMethod.Name) || !operation.TargetMethod.DeclaringSyntaxReferences.IsEmpty))
                return null;

            foreach (var argument in operation.Arguments.Skip(1))
            {
                if (iteration.Derivation.SeedsIn(argument.Value).IsEmpty)
                    continue;

                // One comparison with the item, in one condition; everything else stays as it is.
                if (key is not null || operation.TargetMethod.Name != "Where" && operation != call || Comparison(argument.Value, iteration, item, loop, method) is not { } compared)
                    return null;
                key = compared;
            }

        }

        if (key is null || StartOf(call, method.Model) is null)
            return null;

        // Of many rows for a key, an operator that wants one reads one; a batch would read them all.
        var isUnique = method.Model.EntityKeys.Of(key.ContainingType) is { } own && SymbolEqualityComparer.Default.Equals(own, key);
        return isUnique || @operator is not ("First" or "FirstOrDefault") ? new BatchLookup(@operator, key, isUnique, projection is not null) : null;
    }

    /// <summary>The <c>Select</c> right before the operator, where it takes plain values out of the rows: there is nothing that two items could share.</summary>
    private static IOperation? ProjectionOf(IInvocationOperation call, Iteration iteration, string @operator)
    {
        if (@operator is "Any" or "Count" or "LongCount" || call.Arguments.Length == 0
            || call.Arguments.Skip(1).Any(argument => argument.Parameter?.Type.Name != "CancellationToken")
            || call.Arguments[0].Value.Unwrapped() is not IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Queryable", TypeArguments: { Length: 2 } types }, Arguments: { Length: 2 } arguments } select)
        {
            return null;
        }

        var selector = arguments[1].Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        return selector is { Symbol.Parameters.Length: 1, Body.Operations: { Length: 1 } body } && body[0] is IReturnOperation
            && (types[1].IsPlainValue() || IsFixed(types[1]))
            && iteration.Derivation.SeedsIn(arguments[1].Value).IsEmpty
            ? select
            : null;
    }

    /// <summary>True for an object of values that nobody can change, and that is equal to another one with the same: who shares it does not notice.</summary>
    private static bool IsFixed(ITypeSymbol type) =>
        (type.IsAnonymousType || type.IsRecord) && type is INamedTypeSymbol { BaseType.SpecialType: SpecialType.System_Object }
        && type.GetMembers().All(member => member switch
        {
            IPropertySymbol { IsStatic: false, Name: not "EqualityContract" } property => property.SetMethod is null or { IsInitOnly: true } && property.Type.IsPlainValue(),
            IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field => field.IsReadOnly && field.Type.IsPlainValue(),
            _ => true,
        });

    /// <summary>True for a column that may be empty.</summary>
    private static bool IsOptional(IPropertySymbol key) => key.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The table at the start of the query, where the query is written in one piece.</summary>
    private static IOperation? StartOf(IInvocationOperation call, ConcurrencyModel model)
    {
        IOperation step = call;
        while (step is IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true } operation)
            step = operation.Arguments[0].Value.Unwrapped();

        return step.Type is INamedTypeSymbol type && (model.Apis.Of(type) & ApiFlags.Table) != 0
            && step is IPropertyReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation or IInvocationOperation { TargetMethod.Name: "Set" }
            ? step
            : null;
    }

    /// <summary>The property in <c>row => row.Key == item.Key</c>, also as one of several conditions.</summary>
    private static IPropertySymbol? Comparison(IOperation argument, Iteration iteration, ILocalSymbol item, IForEachLoopOperation loop, MethodFacts method)
    {
        var lambda = argument.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        if (lambda?.Body.Operations.Length != 1 || lambda.Body.Operations[0] is not IReturnOperation { ReturnedValue: { } condition } || lambda.Symbol.Parameters.Length != 1)
            return null;

        IPropertySymbol? key = null;
        var pending = new Stack<IOperation>();
        pending.Push(condition);
        while (pending.Count > 0)
        {
            var part = pending.Pop().Unwrapped();
            if (iteration.Derivation.SeedsIn(part).IsEmpty)
                continue;

            switch (part)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                    pending.Push(both.LeftOperand);
                    pending.Push(both.RightOperand);
                    break;

                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality when key is null
                    && (Compared(equality.LeftOperand, equality.RightOperand) ?? Compared(equality.RightOperand, equality.LeftOperand)) is { } compared:
                    key = compared;
                    break;

                default:
                    return null;
            }
        }

        return key;

        IPropertySymbol? Compared(IOperation column, IOperation value) =>
            Plain(column) is IPropertyReferenceOperation { Property: var property, Instance: IParameterReferenceOperation row }
            && SymbolEqualityComparer.Default.Equals(row.Parameter, lambda.Symbol.Parameters[0])
            && ItemKey.Of(Plain(value), item, loop, method) is { } type
            && (SymbolEqualityComparer.Default.Equals(type, property.Type) || (IsOptional(property) && SymbolEqualityComparer.Default.Equals(type, ((INamedTypeSymbol)property.Type).TypeArguments[0])))
                ? property
                : null;
    }

    /// <summary>Small numbers are compared as larger ones; equal types before are equal values after.</summary>
    private static IOperation Plain(IOperation side) => side is IConversionOperation { IsImplicit: true, Conversion.IsUserDefined: false, Operand: var operand } ? operand : side;

    /// <summary>False where the call does not simply run in each turn of the loop, or where a failure of it is handled there.</summary>
    private static bool IsPlain(IInvocationOperation call, IForEachLoopOperation loop)
    {
        foreach (var around in call.OwnAncestors())
        {
            if (ReferenceEquals(around, loop))
                return loop.Parent is IBlockOperation or ISwitchCaseOperation or null && !loop.Body.OwnOperations().Any(o => o.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak or OperationKind.Invalid);
            if (around is ILoopOperation or ITryOperation { Catches.Length: > 0 } or ILockOperation)
                return false;
        }

        return false;
    }

    private static bool IsAwaited(IInvocationOperation call) => call.User(OperationWalks.Configures) is IAwaitOperation;

    private static IReadOnlyList<IOperation>? Elements(IOperation keys) => keys.Unwrapped() switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        { Syntax: CollectionExpressionSyntax } literal => literal.ChildOperations.ToList(),
        var single => single.Type is IArrayTypeSymbol ? null : new[] { single },
    };
}
