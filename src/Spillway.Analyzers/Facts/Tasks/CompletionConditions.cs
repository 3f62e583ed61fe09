using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What is known to be complete once a condition has turned out true or false.</summary>
internal sealed class CompletionConditions
{
    private const int Deepest = 8;

    private readonly CompletionRules _rules;
    private readonly TaskPlaces _places;
    private readonly Func<CaptureId, IReadOnlyList<IOperation>> _captured;

    public CompletionConditions(CompletionRules rules, TaskPlaces places, Func<CaptureId, IReadOnlyList<IOperation>> captured)
    {
        _rules = rules;
        _places = places;
        _captured = captured;
    }

    /// <summary>True for a condition that holds only for a task that is complete.</summary>
    public static bool Tests(IOperation condition) => condition.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property: var property } => TaskApis.Of(property) == TaskApi.IsCompleted,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } => condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(Tests),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, LeftOperand: var left, RightOperand: var right } => (IsStatus(left) && IsFinal(right)) || (IsStatus(right) && IsFinal(left)),
        IIsPatternOperation { Value: var value, Pattern: var pattern } => IsStatus(value) ? IsFinal(pattern) : TestsCompletion(pattern),
        _ => false,
    };

    /// <summary><paramref name="state"/> with what follows from <paramref name="condition"/> being <paramref name="outcome"/>.</summary>
    public CompletionState After(IOperation? condition, bool outcome, CompletionState state, int depth = 0)
    {
        if (condition is null || depth > Deepest)
            return state;

        condition = condition.Unwrapped();
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return After(operand, !outcome, state, depth + 1);

            case IFlowCaptureReferenceOperation { Id: var id } when _captured(id) is { Count: 1 } values:
                return After(values[0], outcome, state, depth + 1);

            // What stands for 'task?.IsCompleted' is true only where there was a task that said so.
            case IFlowCaptureReferenceOperation { Id: var id } when outcome && _captured(id).Where(value => !IsNothing(value)).ToList() is { Count: 1 } said:
                return After(said[0], true, state, depth + 1);

            // A flag that was computed once keeps its word: what is complete stays complete.
            case ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } local }:
                return After(_places.OnlyValueOf(local), outcome, state, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both
                when outcome == (both.OperatorKind == BinaryOperatorKind.ConditionalAnd):
                return After(both.RightOperand, outcome, After(both.LeftOperand, outcome, state, depth + 1), depth + 1);

            case IPropertyReferenceOperation { Property: var property, Instance: { } task } when outcome && TaskApis.Of(property) == TaskApi.IsCompleted:
                return _rules.Complete(task, state);

            // A test that has got a name: 'HasValue => _task.IsCompleted'.
            case IPropertyReferenceOperation { Property: { IsIndexer: false, Type.SpecialType: SpecialType.System_Boolean, GetMethod: { } getter }, Instance: null or IInstanceReferenceOperation }:
                return After(_rules.AnswerOf(getter), outcome, state, depth + 1);

            case IInvocationOperation { TargetMethod: { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.IsEmpty: true } question, Instance: IInstanceReferenceOperation }:
                return After(_rules.AnswerOf(question), outcome, state, depth + 1);

            // A property of the same object that only asks the task.
            case IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean } asked, Instance: IInstanceReferenceOperation } when _rules.TestBehind(asked) is { } test:
                return After(test, outcome, state, depth + 1);

            // 'IsCompleted == false'
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand: var asked, RightOperand: { ConstantValue: { HasValue: true, Value: bool expected } } } word:
                return After(asked, outcome == ((word.OperatorKind == BinaryOperatorKind.Equals) == expected), state, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand: { ConstantValue: { HasValue: true, Value: bool first } }, RightOperand: var second } reversed:
                return After(second, outcome == ((reversed.OperatorKind == BinaryOperatorKind.Equals) == first), state, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return Compared(comparison.LeftOperand, comparison.RightOperand, outcome == (comparison.OperatorKind == BinaryOperatorKind.Equals), state);

            case IInvocationOperation { TargetMethod: { Name: "ReferenceEquals" or "Equals" }, Arguments: { Length: 2 } pair }:
                return Compared(pair[0].Value, pair[1].Value, outcome, state);

            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return Matched(value, pattern, outcome, state, depth);

            // A method of that name on a task stands in for the property where the framework lacks it.
            case IInvocationOperation { TargetMethod: { Name: "IsCompletedSuccessfully" or "IsCompleted", ReturnType.SpecialType: SpecialType.System_Boolean } } stand
                when outcome && TaskApis.ReceiverOf(stand) is { } tested && tested.Type.IsTaskView():
                return _rules.Complete(tested, state);

            case IInvocationOperation call when outcome:
                return TaskApis.Of(call.TargetMethod) switch
                {
                    TaskApi.Wait => _rules.Complete(TaskApis.ReceiverOf(call), state),
                    TaskApi.WaitAll => _rules.CompleteAll(call, state),
                    _ => call.TargetMethod.Name == "All" && _places.SelectorOf(call) is { } test && Tests(test) && TaskApis.ReceiverOf(call) is { } tasks
                        ? _rules.CompleteEach(tasks, state)
                        : state,
                };

            default:
                return state;
        }
    }

    private CompletionState Matched(IOperation value, IPatternOperation pattern, bool outcome, CompletionState state, int depth)
    {
        while (pattern is INegatedPatternOperation { Pattern: var negated })
            (pattern, outcome) = (negated, !outcome);

        if (pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } && (outcome || value.Type?.SpecialType == SpecialType.System_Boolean))
            return After(value, outcome == expected, state, depth + 1);
        if (!outcome)
            return state;
        if (StatusOwner(value) is { } task && IsFinal(pattern))
            return _rules.Complete(task, state);
        if (TestsCompletion(pattern))
        {
            state = _rules.Complete(value, state);
            return pattern is IRecursivePatternOperation { DeclaredSymbol: ILocalSymbol tested } ? state.With(ImmutableArray.Create(new TaskPlace(tested, ""))) : state;
        }

        return state;
    }

    private CompletionState Compared(IOperation left, IOperation right, bool areEqual, CompletionState state)
    {
        if (areEqual && StatusOwner(left) is { } first && IsFinal(right))
            return _rules.Complete(first, state);
        if (areEqual && StatusOwner(right) is { } second && IsFinal(left))
            return _rules.Complete(second, state);
        if (!areEqual && right.IsNull() && ExceptionOwner(left) is { } failed)
            return _rules.Complete(failed, state);

        // References are compared as objects.
        if (!left.Unwrapped().Type.IsTaskLike() || !right.Unwrapped().Type.IsTaskLike())
            return state;

        if (areEqual)
        {
            return _rules.IsComplete(left, state) ? _rules.Complete(right, state) : _rules.IsComplete(right, state) ? _rules.Complete(left, state) : state;
        }

        // Of two the other one has won.
        return _rules.WhenAnyIn(left) is { } race ? Other(race, right, state) : _rules.WhenAnyIn(right) is { } reversed ? Other(reversed, left, state) : state;
    }

    private CompletionState Other(IInvocationOperation race, IOperation loser, CompletionState state)
    {
        var runners = race.Arguments.Length == 1 && TaskPlaces.ElementsOf(race.Arguments[0].Value.Unwrapped()) is { IsDefaultOrEmpty: false } elements
            ? elements.ToList()
            : race.Arguments.Select(argument => argument.Value).ToList();
        if (runners.Count != 2)
            return state;

        var names = _places.Of(loser);
        var others = runners.Where(runner => !_places.Of(runner).Any(names.Contains)).ToList();
        return others.Count == 1 ? _rules.Complete(others[0], state) : state;
    }

    private IOperation? StatusOwner(IOperation operation) => operation.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property: var property, Instance: { } task } when TaskApis.Of(property) == TaskApi.Status => task,
        IFlowCaptureReferenceOperation { Id: var id } when _captured(id) is { Count: 1 } values && values[0] is not IFlowCaptureReferenceOperation => StatusOwner(values[0]),
        ILocalReferenceOperation { Local: var local } when _places.OnlyValueOf(local) is IPropertyReferenceOperation value => StatusOwner(value),
        _ => null,
    };

    private static IOperation? ExceptionOwner(IOperation operation) => operation.Unwrapped() switch
    {
        IPropertyReferenceOperation { Property: { Name: "Exception", ContainingType: var type }, Instance: { } task } when type.IsTaskLike() => task,
        _ => null,
    };

    private static bool IsNothing(IOperation value) => value.Unwrapped() is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null or false } };

    private static bool IsStatus(IOperation operation) => operation.Unwrapped() is IPropertyReferenceOperation { Property: var property } && TaskApis.Of(property) == TaskApi.Status;

    private static bool IsFinal(IOperation value) => value.Unwrapped() is { ConstantValue: { HasValue: true, Value: int state } } && state >= (int)System.Threading.Tasks.TaskStatus.RanToCompletion;

    private static bool IsFinal(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var value } => IsFinal(value),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or, LeftPattern: var left, RightPattern: var right } => IsFinal(left) && IsFinal(right),
        _ => false,
    };

    private static bool TestsCompletion(IPatternOperation pattern) =>
        pattern is IRecursivePatternOperation { PropertySubpatterns: var parts }
        && parts.Any(part => part.Member is IPropertyReferenceOperation { Property: var property }
            && ((TaskApis.Of(property) == TaskApi.IsCompleted && part.Pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } })
                || (TaskApis.Of(property) == TaskApi.Status && IsFinal(part.Pattern))));
}
