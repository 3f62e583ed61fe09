using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Inner loops that step in their bodies. That they go far needs more than a condition: the counter starts anew for every outer item, and the
/// loop either goes through to the end, or moves an item at every step, as sorting by insertion does. Anything else may stop nearby.
/// </summary>
internal static class SteppedLoops
{
    /// <summary>The collection to the end of which a <c>while</c> goes for every item of the outer loop.</summary>
    public static IOperation? GoesThrough(ILoopOperation inner, ILoopOperation outer)
    {
        if (inner is not IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, LeftOperand: var left, RightOperand: var right }, Body: IBlockOperation body }
            || CounterIn(left) is not { } counter
            || Bound(right, outer as IForLoopOperation) is not IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } items } || items.Type?.SpecialType == SpecialType.System_String
            || Exits.Of(inner).Any() || inner.Body.OwnOperations().Any(o => o is IBranchOperation))
        {
            return null;
        }

        var steps = Changes(inner, counter);
        return steps.Count == 1 && Counters.StepOf(steps[0]) == 1 && ReferenceEquals(steps[0].Parent?.Parent, body)
            && Starts(inner, outer, counter) is { Count: > 0 } starts && starts.All(s => s.ConstantValue is { HasValue: true } || IsCounterOf(Bound(s, null), outer))
            ? items
            : null;
    }

    /// <summary>True where a loop moves items of the collection, one at every step, from where the outer loop is back towards the first.</summary>
    public static bool MovesBack(ILoopOperation inner, IForLoopOperation outer, IOperation items)
    {
        var condition = inner switch
        {
            IWhileLoopOperation { ConditionIsTop: true, ConditionIsUntil: false, Condition: var c } => c,
            IForLoopOperation { Condition: var c } => c,
            _ => null,
        };
        if (condition is null)
            return false;

        foreach (var term in condition.Terms(BinaryOperatorKind.ConditionalAnd))
        {
            if (term is not IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual, LeftOperand: var left, RightOperand.ConstantValue.HasValue: true }
                || CounterIn(Bound(left, null)) is not { } counter)
            {
                continue;
            }

            var steps = Changes(inner, counter);
            return steps.Count == 1 && Counters.StepOf(steps[0]) == -1
                && Starts(inner, outer, counter) is { Count: > 0 } starts && starts.All(s => IsCounterOf(Bound(s, null), outer))
                && Moves(inner.Body, items, counter);
        }

        return false;
    }

    /// <summary><c>n - 1</c> is as large as <c>n</c>, and what the counter of the outer loop leaves of it is half as much.</summary>
    public static IOperation Bound(IOperation bound, IForLoopOperation? outer)
    {
        bound = bound.Unwrapped();
        while (bound is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract or BinaryOperatorKind.Add, LeftOperand: var left, RightOperand: var right } sum
            && (right.ConstantValue.HasValue || outer is not null && sum.OperatorKind == BinaryOperatorKind.Subtract && IsCounterOf(right.Unwrapped(), outer)))
        {
            bound = left.Unwrapped();
        }

        return bound;
    }

    private static ILocalSymbol? CounterIn(IOperation expression) => (expression.Unwrapped() as ILocalReferenceOperation)?.Local;

    private static bool IsCounterOf(IOperation value, ILoopOperation outer) =>
        outer is IForLoopOperation { Locals: var counters } && value is ILocalReferenceOperation { Local: var local } && counters.Contains(local, SymbolEqualityComparer.Default);

    /// <summary>What changes a variable within a loop.</summary>
    private static List<IOperation> Changes(ILoopOperation loop, ILocalSymbol counter) => loop.OwnOperations()
        .Where(o => o is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, counter) && o.IsWritten() && o.Parent is not null && !IsStart(o, loop))
        .Select(o => o.Parent!)
        .ToList();

    private static bool IsStart(IOperation reference, ILoopOperation loop) =>
        loop is IForLoopOperation { Before: var before } && before.Any(b => b.Syntax.Span.Contains(reference.Syntax.Span));

    /// <summary>With what a variable starts for every outer item; null where it goes on from where it was.</summary>
    private static List<IOperation>? Starts(ILoopOperation inner, ILoopOperation outer, ILocalSymbol counter)
    {
        var starts = new List<IOperation>();
        var isAnew = false;
        foreach (var operation in outer.Body.OwnOperations())
        {
            var (target, value) = operation switch
            {
                IVariableDeclaratorOperation { Symbol: var declared } declarator => (declared, declarator.GetVariableInitializer()?.Value),
                ISimpleAssignmentOperation { Target: var assigned, Value: var given } => (CounterIn(assigned), given),
                _ => (operation.Changed() is { } stepped ? CounterIn(stepped) : null, null),
            };
            var isWithin = inner.Syntax.Span.Contains(operation.Syntax.Span) && !IsStart(operation, inner);
            if (isWithin || !SymbolEqualityComparer.Default.Equals(target, counter) || operation is IVariableDeclaratorOperation && value is null)
                continue;
            if (value is null)
                return null;

            starts.Add(value.Unwrapped());
            isAnew |= IsStart(operation, inner) || inner.Parent is IBlockOperation block && block.Operations.Any(o => o.Syntax.SpanStart < inner.Syntax.SpanStart && o.Syntax.Span.Contains(operation.Syntax.Span));
        }

        return isAnew ? starts : null;
    }

    /// <summary>True where one element by the counter is set to another, or they are exchanged.</summary>
    private static bool Moves(IOperation body, IOperation items, ILocalSymbol counter)
    {
        var (isSet, isRead) = (false, false);
        foreach (var operation in body.OwnOperations())
        {
            if (LoopSlots.Parts(operation) is not ({ } collection, { } index) || !NamedItems.AreSame(collection, items) || !LoopSlots.IsCounter(Bound(index, null), counter))
                continue;

            if (operation.IsWritten())
                isSet = true;
            else
                isRead = true;
        }

        return isSet && isRead;
    }
}
