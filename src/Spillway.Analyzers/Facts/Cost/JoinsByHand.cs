using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Work that puts every item of one list beside the items of another.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Hinge">The parameters that the lists come from, where only a caller shows that a client sends them.</param>
internal sealed record Join(string Name, Hinge? Hinge);

/// <summary>
/// Loops and queries that put every item of one list beside every item of another one, to compare them or compute with both, where a client decides how
/// many there are of each. A search of the other list, which ends at the first that fits, is half as much work, as long as it is made for each item of
/// the first. The parts of an item are its own.
/// </summary>
internal sealed class JoinsByHand
{
    private static readonly string[] Lazy = { "Where", "GroupBy" };
    private static readonly string[] Whole = { "Count", "LongCount", "Sum", "Max", "Min", "Average", "Aggregate", "OrderBy", "OrderByDescending", "FindAll", "ToDictionary", "ToLookup" };
    private static readonly string[] Searches = { "Any", "All", "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "Find", "FindLast", "FindIndex", "FindLastIndex", "Exists", "TrueForAll" };

    private readonly NamedItems _items;
    private readonly SentLists _lists;

    public JoinsByHand(ConcurrencyModel model, NamedItems items)
    {
        _items = items;
        _lists = new SentLists(model);
    }

    /// <summary>What two loops over the items of two lists do; null where they do not go all the way, or nothing shows that the lists are sent.</summary>
    public Join? Of(ILoopOperation outer, IOperation? outerItems, ILoopOperation inner, IOperation? innerItems)
    {
        if (outerItems is null || innerItems is null || !AreObjects(outerItems) || !AreObjects(innerItems) || NamedItems.AreSame(outerItems, innerItems) || Exits.Of(outer).Any()
            || _items.OfGiven(outerItems) is not { } one || _items.OfGiven(innerItems) is not { } other)
        {
            return null;
        }

        var (ofOne, ofOther) = (With(outer.Locals, outer.Body), With(inner.Locals, inner.Body));
        var ends = Exits.Of(inner).ToList();
        return inner.Body.OwnOperations().Any(o => IsOfBoth(o, ofOne, ofOther)) && ends.All(end => IsWhereBothFit(end, inner, ofOne, ofOther))
            ? Sent(ends.Count == 0 ? Going("loop over", one, other) : Going("search of", one, other), outerItems, innerItems)
            : null;
    }

    /// <summary>What a query computes for every item of another list; null where it does no such thing.</summary>
    public Join? In(IInvocationOperation query)
    {
        if (!IsQuery(query) || ItemsOf(query) is not { } outerItems || _items.OfGiven(outerItems) is not { } outer || !AreObjects(outerItems))
            return null;

        foreach (var argument in query.Arguments)
        {
            if (Lambdas.In(argument.Value) is not { Body: { } body, Symbol.Parameters: { Length: > 0 } each } lambda)
                continue;
            if ((In(body, each[0], outerItems, outer, query) ?? Pairs(query, lambda, outerItems, outer)) is { } join)
                return join;
        }

        return null;
    }

    /// <summary>The same for a loop whose body queries another list.</summary>
    public Join? In(ILoopOperation loop)
    {
        var (items, each) = loop switch
        {
            IForEachLoopOperation { Collection: var collection, Locals: { Length: > 0 } locals } => (collection, locals[0]),
            IForLoopOperation { Condition: IBinaryOperation { LeftOperand: ILocalReferenceOperation { Local: var counter }, RightOperand: var bound } }
                when bound.Unwrapped() is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } counted } => (counted, counter),
            _ => default,
        };
        return items is not null && AreObjects(items) && _items.OfGiven(items) is { } outer && !Exits.Of(loop).Any() ? In(loop.Body, each, items, outer, null) : null;
    }

    private Join? In(IOperation body, ISymbol each, IOperation outerItems, ISymbol outer, IInvocationOperation? around)
    {
        IReadOnlyCollection<ISymbol>? ofOne = null;
        foreach (var query in body.OwnOperations().OfType<IInvocationOperation>())
        {
            if (ExtentOf(query) is not { } extent || ItemsOf(query) is not { } items || !AreObjects(items) || _items.OfGiven(items) is not { } named || NamedItems.AreSame(items, outerItems))
                continue;

            ofOne ??= With(new[] { each }, body);
            var isOfBoth = !Names(items, ofOne) && query.Arguments.Any(argument => Lambdas.In(argument.Value) is { Body: { } compared, Symbol.Parameters: { Length: > 0 } other }
                && With(new[] { (ISymbol)other[0] }, compared) is var ofOther && compared.OwnOperations().Any(o => IsOfBoth(o, ofOne, ofOther)));
            if (isOfBoth && Sent(Going(extent == Extent.First ? "search of" : "query over", outer, named), outerItems, items) is { } join
                && (extent == Extent.First ? around is null || IsAll(Extents.Of(around), join) : IsAll(extent, join)))
            {
                return join;
            }
        }

        return null;
    }

    /// <summary>How much of the other list a query goes through; null for one that does no such thing, or of which nobody knows.</summary>
    private static Extent? ExtentOf(IInvocationOperation query)
    {
        var name = query.TargetMethod.Name;
        if (!IsQuery(query))
            return null;
        if (Whole.Contains(name))
            return Extent.Whole;
        if (Searches.Contains(name))
            return Extent.First;
        return Lazy.Contains(name) && Extents.Of(query) is var gone and not Extent.Unknown ? gone : null;
    }

    /// <summary><c>from order in orders from customer in customers where customer.Id == order.Customer</c></summary>
    private Join? Pairs(IInvocationOperation query, IAnonymousFunctionOperation inner, IOperation outerItems, ISymbol outer)
    {
        if (query is not { TargetMethod.Name: "SelectMany", Arguments: { Length: 3 } arguments } || Lambdas.In(arguments[2].Value) is not { Symbol.Parameters: { Length: 2 } pair, Body: { } made }
            || Lambdas.Result(inner)?.Unwrapped() is not { } items || !AreObjects(items) || _items.OfGiven(items) is not { } named
            || NamedItems.AreSame(items, outerItems) || Names(items, new[] { (ISymbol)inner.Symbol.Parameters[0] }))
        {
            return null;
        }

        // What becomes of the pairs says so by the names that these give to their halves.
        var (ofOne, ofOther) = (With(new[] { (ISymbol)pair[0] }, made), With(new[] { (ISymbol)pair[1] }, made));
        var isOfBoth = made.OwnOperations().Concat(Extents.FurtherLambdas(query).SelectMany(lambda => lambda.Body.OwnOperations())).Any(o => IsOfBoth(o, ofOne, ofOther));
        return isOfBoth && Sent(Going("query over", outer, named), outerItems, items) is { } join && IsAll(Extents.Of(query), join) ? join : null;
    }

    /// <summary>A framework goes through what it is returned to its end; of another caller nobody knows.</summary>
    private static bool IsAll(Extent extent, Join join) => extent == Extent.Whole || extent == Extent.Returned && join.Hinge is null;

    private static string Going(string how, ISymbol one, ISymbol other) => $"a {how} '{other.Name}' for every item of '{one.Name}'";

    private Join? Sent(string name, IOperation one, IOperation other) =>
        _lists.Are(one, other) ? new Join(name, null) : SentLists.Hinge(_lists.GivenBy(one), _lists.GivenBy(other)) is { } hinge ? new Join(name, hinge) : null;

    private static bool IsQuery(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" } or { Name: "List", ContainingNamespace.Name: "Generic" } or { SpecialType: SpecialType.System_Array };

    /// <summary>What a query goes over, behind operators that leave as many items or somewhat fewer.</summary>
    private static IOperation? ItemsOf(IInvocationOperation call)
    {
        var items = (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.Unwrapped();
        while (items is IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: var name }, Arguments: { Length: > 0 } arguments }
            && name is "Where" or "Select" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Reverse" or "AsEnumerable" or "ToList" or "ToArray" or "OfType" or "Cast")
        {
            items = arguments[0].Value.Unwrapped();
        }

        return items;
    }

    /// <summary>True for the end of a search: where the items of both fit each other.</summary>
    private static bool IsWhereBothFit(IOperation end, ILoopOperation inner, IReadOnlyCollection<ISymbol> one, IReadOnlyCollection<ISymbol> other) =>
        end is IBranchOperation { BranchKind: BranchKind.Break } && end.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, inner)).OfType<IConditionalOperation>()
            .Any(choice => !choice.Condition.Syntax.Span.Contains(end.Syntax.Span) && choice.Condition.OwnOperations().Any(o => IsOfBoth(o, one, other)));

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

    private static bool Names(IOperation value, IReadOnlyCollection<ISymbol> variables) => value.OwnOperations().Any(o => o switch
    {
        ILocalReferenceOperation { Local: var local } => variables.Contains(local, SymbolEqualityComparer.Default),
        IParameterReferenceOperation { Parameter: var parameter } => variables.Contains(parameter, SymbolEqualityComparer.Default),
        IPropertyReferenceOperation { Property: { ContainingType.IsAnonymousType: true } half } => variables.Contains(half, SymbolEqualityComparer.Default),
        _ => false,
    });

    /// <summary>The variables of an item, and those of the body that are made from them; in a query, what it calls them further on.</summary>
    private static IReadOnlyCollection<ISymbol> With(IEnumerable<ISymbol> each, IOperation body)
    {
        var all = new HashSet<ISymbol>(each, SymbolEqualityComparer.Default);
        foreach (var operation in body.OwnOperations())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var local, Initializer.Value: { } value } when Names(value, all):
                    all.Add(local);
                    break;
                case ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation, Target: IPropertyReferenceOperation { Property: var half }, Value: var value } when Names(value, all):
                    all.Add(half);
                    break;
            }
        }

        return all;
    }

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
}
