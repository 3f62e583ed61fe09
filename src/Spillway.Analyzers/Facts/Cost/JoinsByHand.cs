using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Loops and queries that put every item of one list beside every item of another one, to compare them or compute with both, where a client decides how
/// many there are of each. What ends at the first that fits is a search, and the parts of an item are its own.
/// </summary>
internal sealed class JoinsByHand
{
    private static readonly string[] Whole = { "Count", "LongCount", "Where", "Sum", "Max", "Min", "Average", "Aggregate", "OrderBy", "OrderByDescending", "FindAll", "GroupBy", "ToDictionary", "ToLookup" };

    private readonly ConcurrencyModel _model;
    private readonly InputSize _sizes;
    private readonly NamedItems _items;

    public JoinsByHand(ConcurrencyModel model, NamedItems items)
    {
        _model = model;
        _items = items;
        _sizes = new InputSize(model);
    }

    /// <summary>True where the two loops go over the items of two lists, all the way.</summary>
    public bool Are(ILoopOperation outer, IOperation? outerItems, ILoopOperation inner, IOperation? innerItems) =>
        outerItems is not null && innerItems is not null && AreObjects(outerItems) && AreObjects(innerItems)
        && inner.Body.OwnOperations().Any(o => IsOfBoth(o, outer.Locals, inner.Locals))
        && !Exits.Of(inner).Any() && !Exits.Of(outer).Any() && AreSent(outerItems, innerItems);

    /// <summary>What a query computes for every item of another list; null where it does no such thing.</summary>
    public string? In(IInvocationOperation query)
    {
        if (!IsQuery(query) || ItemsOf(query) is not { } outerItems || _items.Of(outerItems) is not { } outer || !AreObjects(outerItems))
            return null;

        foreach (var argument in query.Arguments)
        {
            if (Lambdas.In(argument.Value) is { Body: { } body, Symbol.Parameters: { Length: > 0 } each } && In(body.OwnOperations(), each[0], outerItems) is { } inner)
                return $"a query over '{inner.Name}' for every item of '{outer.Name}'";
        }

        return null;
    }

    /// <summary>The same for a loop whose body queries another list.</summary>
    public string? In(ILoopOperation loop) =>
        loop is IForEachLoopOperation { Collection: var items, Locals: { Length: > 0 } locals } && _items.Of(items) is { } outer && AreObjects(items)
        && !Exits.Of(loop).Any() && In(loop.Body.OwnOperations(), locals[0], items) is { } inner
            ? $"a query over '{inner.Name}' for every item of '{outer.Name}'"
            : null;

    private ISymbol? In(IEnumerable<IOperation> operations, ISymbol each, IOperation outerItems)
    {
        foreach (var query in operations.OfType<IInvocationOperation>())
        {
            if (!Whole.Contains(query.TargetMethod.Name) || !IsQuery(query) || ItemsOf(query) is not { } items || _items.Of(items) is not { } named || !AreObjects(items))
                continue;
            if (NamedItems.AreSame(items, outerItems) || IsCutShort(query))
                continue;

            var isOfBoth = query.Arguments.Any(argument => Lambdas.In(argument.Value) is { Body: { } body, Symbol.Parameters: { Length: > 0 } other }
                && body.OwnOperations().Any(o => IsOfBoth(o, new[] { each }, new[] { other[0] })));
            if (isOfBoth && AreSent(outerItems, items))
                return named;
        }

        return null;
    }

    /// <summary>True for a lazy query of which only the first that fit are asked for.</summary>
    private static bool IsCutShort(IOperation query)
    {
        if (query is IInvocationOperation { TargetMethod.Name: not ("Where" or "GroupBy") })
            return false;

        return query.Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ToHashSet" or "Count" or "Sum" or "Max" or "Min" or "Average" or "OrderBy" or "OrderByDescending" or "ToDictionary", ContainingType.Name: "Enumerable" } } };
    }

    private static bool IsQuery(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" } or { Name: "List", ContainingNamespace.Name: "Generic" };

    private static IOperation? ItemsOf(IInvocationOperation call) => call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    /// <summary>Compares or computes with what comes from an item of each.</summary>
    private static bool IsOfBoth(IOperation operation, IReadOnlyCollection<ISymbol> one, IReadOnlyCollection<ISymbol> other) => operation switch
    {
        IBinaryOperation { OperatorKind: not (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr), LeftOperand: var left, RightOperand: var right } => AreOf(left, right, one, other),
        IInvocationOperation { TargetMethod.Name: "Equals" or "CompareTo", Instance: { } instance, Arguments: { Length: > 0 } arguments } => AreOf(instance, arguments[0].Value, one, other),
        IInvocationOperation { TargetMethod: { Name: "Equals" or "Compare", IsStatic: true }, Arguments: { Length: > 1 } arguments } => AreOf(arguments[0].Value, arguments[1].Value, one, other),
        _ => false,
    };

    private static bool AreOf(IOperation left, IOperation right, IReadOnlyCollection<ISymbol> one, IReadOnlyCollection<ISymbol> other) =>
        Names(left, one) && Names(right, other) || Names(left, other) && Names(right, one);

    private static bool Names(IOperation value, IReadOnlyCollection<ISymbol> variables) =>
        value.OwnOperations().Any(o => o is ILocalReferenceOperation { Local: var local } && variables.Contains(local, SymbolEqualityComparer.Default)
            || o is IParameterReferenceOperation { Parameter: var parameter } && variables.Contains(parameter, SymbolEqualityComparer.Default));

    /// <summary>Columns, names and days are few; what has several properties may be anything.</summary>
    private static bool AreObjects(IOperation items)
    {
        var item = items.Unwrapped().Type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => arguments[0],
            _ => null,
        };
        return item is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None, DeclaringSyntaxReferences.IsEmpty: false } named
            && named.GetMembers().OfType<IPropertySymbol>().Count(property => property.IsAutoProperty()) > 1;
    }

    /// <summary>True where a client sends both, at least one of them in the body of its request.</summary>
    private bool AreSent(IOperation one, IOperation other) =>
        IsInBody(one) && (IsInBody(other) || IsInAddress(other)) || IsInAddress(one) && IsInBody(other);

    private bool IsInBody(IOperation items) => _sizes.Of(items, onlyFiles: false).Because is not null;

    private bool IsInAddress(IOperation items) =>
        items.Unwrapped() is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter }
        && parameter.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "FromQueryAttribute" or "FromFormAttribute", ContainingNamespace: { Name: "Mvc", ContainingNamespace.Name: "AspNetCore" } })
        && _model.Roots.Of(method) is { Occasion: Occasion.Request };
}
