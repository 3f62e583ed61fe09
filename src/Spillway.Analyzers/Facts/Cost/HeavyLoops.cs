using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Loops that compute for long whatever they do: over every pair of the same items, over every point of a plane, over numbers within
/// numbers, or constantly many times. An inner loop over what belongs to the outer item is no such loop: together they run once over all there is.
/// </summary>
internal sealed class HeavyLoops
{
    private const long ManyRounds = 20_000_000;

    private readonly ConcurrencyModel _model;

    private readonly HeavyQueries _queries;
    private readonly Rounds _rounds;
    private readonly NamedItems _items;
    private readonly JoinsByHand _joins;

    public HeavyLoops(ConcurrencyModel model)
    {
        _model = model;
        _queries = new HeavyQueries(model);
        _rounds = new Rounds(model);
        _items = new NamedItems(model);
        _joins = new JoinsByHand(model, _items);
    }

    public Burden? In(IOperation body)
    {
        Burden? hinged = null;
        foreach (var operation in body.OwnOperations())
        {
            var work = operation switch
            {
                IForEachLoopOperation { IsAsynchronous: true } => null,
                ILoopOperation outer when !Waits(outer) => WorkOf(outer) ?? Queried(_queries.OverPairs(outer)) ?? Joined(_joins.In(outer)),
                IInvocationOperation query => Queried(_queries.OverPairs(query)) ?? Joined(_joins.In(query)),
                _ => null,
            };
            if (work is not null)
            {
                var start = operation is ILoopOperation ? operation.Syntax.GetFirstToken().GetLocation() : operation.Syntax.GetLocation();
                var burden = new Burden(BlockKind.None, work.Name, ImmutableArray.Create(new Witness(start, "this computes for long"))) { IsOfItems = work.IsOfItems, IsOfUnknownSize = !work.IsCounted, Hinge = work.Hinge };

                // What holds whatever is given is worth more than what hangs on a caller.
                if (work.Hinge is null)
                    return burden;
                hinged ??= burden;
            }
        }

        return hinged;
    }

    /// <summary>
    /// What one loop computes where that is certain even in code that nobody waits for: constantly many rounds, or every pair of what a caller gives, who may
    /// give as much as he likes.
    /// </summary>
    public Burden? OfLoop(ILoopOperation loop)
    {
        if (loop is IForEachLoopOperation { IsAsynchronous: true } || Waits(loop) || WorkOf(loop) is not { Hinge: null } work)
            return null;
        if (work.IsOfItems ? SizeOf(loop)?.Items is not IParameterReferenceOperation || !Origin.OfIterations(loop, _model).IsData : !(Rounds.IsCounted(loop) && _rounds.Of(loop) >= ManyRounds))
            return null;

        return new Burden(BlockKind.None, work.Name, ImmutableArray.Create(new Witness(loop.Syntax.GetFirstToken().GetLocation(), "this computes for long"))) { IsOfItems = work.IsOfItems, IsOfUnknownSize = !work.IsCounted };
    }

    private static Work? Queried(ISymbol? collection) => collection is null ? null : new Work($"a query over every pair of '{collection.Name}'", IsOfItems: true);

    private static Work? Joined(Join? join) => join is null ? null : new Work(join.Name, IsOfItems: true) { Hinge = join.Hinge };

    private Work? WorkOf(ILoopOperation outer)
    {
        if (Rounds.IsCounted(outer) && _rounds.Of(outer) >= ManyRounds)
            return new Work("a loop of constantly many rounds", IsOfItems: false) { IsCounted = true };

        return InnerWork(outer) ?? Stepped(outer);
    }

    private Work? InnerWork(ILoopOperation outer)
    {
        var inner = outer.Body.OwnOperations().OfType<ILoopOperation>().FirstOrDefault(i => IsOwnSize(i, outer));
        if (inner is null || IsSearch(inner, outer) || SizeOf(outer) is not { } first)
            return null;
        if (first.IsGiven || SizeOf(inner, outer as IForLoopOperation) is not { IsGiven: false } second)
            return Joined(outer, first);

        if (first.Collection is { } one && second.Collection is not null && NamedItems.AreSame(first.Items, second.Items))
            return Pairs(one);
        if (first.Collection is null && second.Collection is null && IsInnermostArithmetic(inner))
            return new Work("a loop over every point of a plane", IsOfItems: false);
        if (first.Collection is not null && second.Collection is not null && first.IsNumbers && second.IsNumbers)
            return new Work($"a loop over '{second.Collection.Name}' for every item of '{first.Collection.Name}'", IsOfItems: false);
        return Joined(outer, first);
    }

    /// <summary>The first of the inner loops that is one over a list of its own.</summary>
    private Work? Joined(ILoopOperation outer, Size first)
    {
        if (first.Items is null)
            return null;

        foreach (var inner in outer.Body.OwnOperations().OfType<ILoopOperation>())
        {
            if (IsOwnSize(inner, outer) && !IsSearch(inner, outer) && SizeOf(inner, outer as IForLoopOperation) is { Items: { } items } && Joined(_joins.Of(outer, first.Items, inner, items)) is { } work)
                return work;
        }

        return null;
    }

    /// <summary>Inner loops that count in their bodies, over the items of the outer one or back from where it is.</summary>
    private Work? Stepped(ILoopOperation outer)
    {
        if (outer is not IForLoopOperation || !outer.Body.OwnOperations().OfType<ILoopOperation>().Any(i => i is IWhileLoopOperation or IForLoopOperation)
            || SizeOf(outer) is not { Collection: { } items, Items: { } named, IsGiven: false })
        {
            return null;
        }

        foreach (var inner in outer.Body.OwnOperations().OfType<ILoopOperation>())
        {
            if (SteppedLoops.GoesThrough(inner, outer) is { } counted && NamedItems.AreSame(counted, named))
                return Pairs(items);
            if (SteppedLoops.MovesBack(inner, (IForLoopOperation)outer, named))
                return new Work($"an insertion sort of '{items.Name}'", IsOfItems: true);
        }

        return null;
    }

    private static Work Pairs(ISymbol items) => new($"a loop over every pair of '{items.Name}'", IsOfItems: true);

    /// <summary>True for an inner loop that goes on from where the outer one is, to the first that fits: mostly it is near.</summary>
    private static bool IsSearch(ILoopOperation inner, ILoopOperation outer) =>
        inner is IForLoopOperation { Before: { Length: > 0 } before } && outer is IForLoopOperation { Locals: var counters }
        && before.Any(b => b.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation { Local: var local } && counters.Contains(local, SymbolEqualityComparer.Default)))
        && inner.Body.OwnOperations().Any(o => o is IBranchOperation { BranchKind: BranchKind.Break } exit && Exits.LeavesLoop(exit, inner));

    /// <summary>What decides how often a loop runs: a collection, or a number; null where it is small, or nobody knows.</summary>
    private Size? SizeOf(ILoopOperation loop, IForLoopOperation? outer = null)
    {
        if (Origin.OfIterations(loop, _model).Kind is not (OriginKind.Data or OriginKind.Unknown))
            return null;

        switch (loop)
        {
            case IForEachLoopOperation { Collection: var collection }:
                return SizeOf(collection);

            case IForLoopOperation { Condition: IBinaryOperation { LeftOperand: var counter, RightOperand: var bound } } counted:
                bound = SteppedLoops.Bound(bound, outer);
                if (StartsNear(counted, counter, bound))
                    return null;
                if (bound is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } list })
                    return list.Type?.SpecialType != SpecialType.System_String ? SizeOf(list) : null;

                // Half of a plane is a plane.
                while (bound is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Multiply or BinaryOperatorKind.RightShift, LeftOperand: var scaled })
                    bound = scaled.Unwrapped();
                return bound is IParameterReferenceOperation or IFieldReferenceOperation or ILocalReferenceOperation or IPropertyReferenceOperation
                    or IInvocationOperation { TargetMethod: { Name: "GetLength", ContainingType.SpecialType: SpecialType.System_Array } }
                    ? new Size(null, null, false, IsGiven: false)
                    : null;

            default:
                return null;
        }
    }

    private Size? SizeOf(IOperation list) =>
        _items.Of(list) is { } named ? new Size(named, list, IsNumbers(list.Unwrapped().Type), IsGiven: false)
        : _items.OfGiven(list) is { } given ? new Size(given, list, IsNumbers(list.Unwrapped().Type), IsGiven: true)
        : null;

    /// <summary>True for a loop over a window: it starts and ends a constant away from the same number.</summary>
    private static bool StartsNear(IForLoopOperation loop, IOperation counter, IOperation bound) =>
        Counters.StartOf(loop, counter.Variable()) is { } start
        && SteppedLoops.Bound(start, null) is not IInstanceReferenceOperation and var from && NamedItems.AreSame(from, bound);

    /// <summary>True where the outer loop ends when the inner one has run, as one that gathers what to complain of: that runs once.</summary>
    private static bool EndsWith(ILoopOperation outer, ILoopOperation inner) =>
        inner.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, outer.Body) && !ReferenceEquals(around, outer)).OfType<IBlockOperation>().Any(block => block.Operations.LastOrDefault() switch
        {
            IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
            IBranchOperation jump => Exits.LeavesLoop(jump, outer),
            _ => false,
        });

    /// <summary>
    /// True when nothing that the outer loop declares decides how often the inner one runs; its counter may, which makes a triangle of the square.
    /// </summary>
    private static bool IsOwnSize(ILoopOperation inner, ILoopOperation outer)
    {
        IEnumerable<IOperation> deciding = inner switch
        {
            IForEachLoopOperation { Collection: var collection } => collection.DescendantsAndSelf(),
            IForLoopOperation { Condition: IBinaryOperation { RightOperand: var bound } } => bound.DescendantsAndSelf(),
            _ => Enumerable.Empty<IOperation>(),
        };
        return inner is IForEachLoopOperation or IForLoopOperation
            && !EndsWith(outer, inner)
            && !deciding.Any(o => o is ILocalReferenceOperation { Local: var local } && local.DeclaringSyntaxReferences.Any(r => outer.Syntax.Span.Contains(r.Span))
                && !(outer is IForLoopOperation counted && counted.Locals.Contains(local, SymbolEqualityComparer.Default)));
    }

    /// <summary>Points are computed with: numbers are looked up by the counters, or made from them. Objects in rows and columns are few.</summary>
    private static bool IsInnermostArithmetic(ILoopOperation inner) =>
        inner.Body.OwnOperations().Any(o => o is IArrayElementReferenceOperation { Type: { } element } && IsNumber(element)
            || o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide }
            || o is IInvocationOperation { TargetMethod.Name: "GetPixel" or "SetPixel" }
            || o is IPropertyReferenceOperation { Property.IsIndexer: true, Type: { } item } && IsNumber(item));

    /// <summary>True for a loop that gives its thread away, or is slow for another reason.</summary>
    private bool Waits(ILoopOperation loop) =>
        loop.OwnOperations().Any(o => o is IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn }
            || (o is IInvocationOperation call && (_model.Apis.Of(call.TargetMethod) & (ApiFlags.Blocks | ApiFlags.Io)) != 0));

    private static bool IsNumbers(ITypeSymbol? type)
    {
        var item = type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => arguments[0],
            _ => null,
        };
        return item is not null && IsNumber(item);
    }

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    /// <param name="Name">What is computed.</param>
    /// <param name="IsOfItems">True where the number of items of one collection decides: nearby it may be large, far away it mostly is not.</param>
    private sealed record Work(string Name, bool IsOfItems)
    {
        /// <summary>What a caller has to pass for this to hold.</summary>
        public Hinge? Hinge { get; init; }

        /// <summary>True where it is known how often the loop runs.</summary>
        public bool IsCounted { get; init; }
    }

    /// <param name="Collection">The variable that is enumerated or counted; null for a plain number.</param>
    /// <param name="Items">Where it is named.</param>
    /// <param name="IsNumbers">True for collections of numbers.</param>
    /// <param name="IsGiven">True for a part of what the code is given, of which only the caller knows how large it is.</param>
    private readonly record struct Size(ISymbol? Collection, IOperation? Items, bool IsNumbers, bool IsGiven);
}
