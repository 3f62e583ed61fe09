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

    public HeavyLoops(ConcurrencyModel model)
    {
        _model = model;
        _queries = new HeavyQueries(model);
    }

    public Burden? In(IOperation body)
    {
        foreach (var operation in body.OwnOperations())
        {
            var work = operation switch
            {
                IForEachLoopOperation { IsAsynchronous: true } => null,
                ILoopOperation outer when !Waits(outer) => Rounds(outer) ?? Queried(_queries.OverPairs(outer)),
                IInvocationOperation query => Queried(_queries.OverPairs(query)),
                _ => null,
            };
            if (work is not null)
            {
                var start = operation is ILoopOperation ? operation.Syntax.GetFirstToken().GetLocation() : operation.Syntax.GetLocation();
                return new Burden(BlockKind.None, work.Name, ImmutableArray.Create(new Witness(start, "this computes for long"))) { IsOfItems = work.IsOfItems };
            }
        }

        return null;
    }

    private static Work? Queried(ISymbol? collection) => collection is null ? null : new Work($"a query over every pair of '{collection.Name}'", IsOfItems: true);

    private Work? Rounds(ILoopOperation outer)
    {
        if (IsCounted(outer) && RoundsOf(outer, 0) >= ManyRounds)
            return new Work("a loop of constantly many rounds", IsOfItems: false);

        var inner = outer.Body.OwnOperations().OfType<ILoopOperation>().FirstOrDefault(i => IsOwnSize(i, outer));
        if (inner is null || IsSearch(inner, outer) || SizeOf(outer) is not { } first || SizeOf(inner) is not { } second)
            return null;

        if (first.Collection is { } one && second.Collection is { } other && SymbolEqualityComparer.Default.Equals(one, other))
            return new Work($"a loop over every pair of '{one.Name}'", IsOfItems: true);
        if (first.Collection is null && second.Collection is null && IsInnermostArithmetic(inner))
            return new Work("a loop over every point of a plane", IsOfItems: false);
        return first.IsNumbers && second.IsNumbers ? new Work($"a loop over '{second.Collection!.Name}' for every item of '{first.Collection!.Name}'", IsOfItems: false) : null;
    }

    /// <summary>True for an inner loop that goes on from where the outer one is, to the first that fits: mostly it is near.</summary>
    private static bool IsSearch(ILoopOperation inner, ILoopOperation outer) =>
        inner is IForLoopOperation { Before: { Length: > 0 } before } && outer is IForLoopOperation { Locals: var counters }
        && before.Any(b => b.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation { Local: var local } && counters.Contains(local, SymbolEqualityComparer.Default)))
        && inner.Body.OwnOperations().Any(o => o is IBranchOperation { BranchKind: BranchKind.Break } exit && Exits.LeavesLoop(exit, inner));

    /// <summary>What decides how often a loop runs: a collection, or a number; null where it is small, or nobody knows.</summary>
    private Size? SizeOf(ILoopOperation loop)
    {
        if (Origin.OfIterations(loop, _model).Kind is not (OriginKind.Data or OriginKind.Unknown))
            return null;

        switch (loop)
        {
            case IForEachLoopOperation { Collection: var collection }:
                return collection.Variable() is { } items ? new Size(items, IsNumbers(collection.Unwrapped().Type)) : null;

            case IForLoopOperation { Condition: IBinaryOperation { RightOperand: var bound } }:
                bound = Bound(bound.Unwrapped());
                if (bound is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } counted })
                    return counted.Variable() is { } list && counted.Type?.SpecialType != SpecialType.System_String ? new Size(list, IsNumbers(counted.Type)) : null;
                return bound is IParameterReferenceOperation or IFieldReferenceOperation or ILocalReferenceOperation or IPropertyReferenceOperation
                    or IInvocationOperation { TargetMethod: { Name: "GetLength", ContainingType.SpecialType: SpecialType.System_Array } }
                    ? new Size(null, false)
                    : null;

            default:
                return null;
        }
    }

    /// <summary><c>n - 1</c> is as large as <c>n</c>.</summary>
    private static IOperation Bound(IOperation bound) =>
        bound is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract or BinaryOperatorKind.Add, LeftOperand: var left, RightOperand.ConstantValue.HasValue: true } ? left.Unwrapped() : bound;

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
            && !deciding.Any(o => o is ILocalReferenceOperation { Local: var local } && local.DeclaringSyntaxReferences.Any(r => outer.Syntax.Span.Contains(r.Span))
                && !(outer is IForLoopOperation counted && counted.Locals.Contains(local, SymbolEqualityComparer.Default)));
    }

    /// <summary>Points are computed with: numbers are looked up by the counters, or made from them. Objects in rows and columns are few.</summary>
    private static bool IsInnermostArithmetic(ILoopOperation inner) =>
        inner.Body.OwnOperations().Any(o => o is IArrayElementReferenceOperation { Type: { } element } && IsNumber(element)
            || o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide }
            || o is IInvocationOperation { TargetMethod.Name: "GetPixel" or "SetPixel" }
            || o is IPropertyReferenceOperation { Property.IsIndexer: true, Type: { } item } && IsNumber(item));

    /// <summary>True where at least one of the loops counts: the items of collections alone are never constantly many.</summary>
    private static bool IsCounted(ILoopOperation outer) =>
        outer.OwnOperations().Any(o => o is IForEachLoopOperation each ? each.Collection.Unwrapped() is IInvocationOperation : o is ILoopOperation);

    private long RoundsOf(ILoopOperation loop, int depth)
    {
        var origin = Origin.OfIterations(loop, _model);
        var own = origin.Kind == OriginKind.Constant ? origin.Count
            : loop is IForLoopOperation { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, RightOperand: var last } } && last.Unwrapped().ConstantValue is { HasValue: true, Value: int or long } ? System.Convert.ToInt64(last.Unwrapped().ConstantValue.Value, System.Globalization.CultureInfo.InvariantCulture)
            : 1L;
        var inner = depth > 3 ? 1L : loop.Body.OwnOperations().OfType<ILoopOperation>().Select(i => RoundsOf(i, depth + 1)).DefaultIfEmpty(1L).Max();
        return own * System.Math.Max(1L, inner);
    }

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
    private sealed record Work(string Name, bool IsOfItems);

    /// <param name="Collection">The variable that is enumerated or counted; null for a plain number.</param>
    /// <param name="IsNumbers">True for collections of numbers.</param>
    private readonly record struct Size(ISymbol? Collection, bool IsNumbers);
}
