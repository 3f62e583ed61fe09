using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>When a task is complete: which expressions are, what awaiting one proves of others, what a condition proves.</summary>
internal sealed class CompletionRules
{
    private const int Deepest = 8;

    private readonly ConcurrencyModel _model;
    private readonly TaskPlaces _places;
    private readonly Func<CaptureId, IReadOnlyList<IOperation>> _captured;

    public CompletionRules(ConcurrencyModel model, TaskPlaces places, Func<CaptureId, IReadOnlyList<IOperation>> captured)
    {
        _model = model;
        _places = places;
        _captured = captured;
    }

    /// <summary>Is the task that <paramref name="expression"/> gives complete where <paramref name="state"/> holds?</summary>
    public bool IsComplete(IOperation? expression, CompletionState state, int depth = 0)
    {
        if (expression is null || depth > Deepest)
            return false;

        expression = expression.Unwrapped();
        if (state.Contains(_places.Of(expression)))
            return true;

        switch (expression)
        {
            case IFlowCaptureReferenceOperation { Id: var id }:
                return _captured(id) is { Count: > 0 } values && values.All(value => IsComplete(value, state, depth + 1));

            // Awaiting Task.WhenAny gives a task that is complete; no other await of a task of tasks does.
            case IAwaitOperation { Operation: var awaited }:
                return IsWinnerOf(awaited, depth);

            case IInvocationOperation call:
                return IsCompleteCall(call, state, depth);

            case IPropertyReferenceOperation { Property: var property } when TaskApis.Of(property) == TaskApi.Complete:
                return true;

            // A task of tasks that is complete may still hold one that is not; that of WhenAny does not.
            case IPropertyReferenceOperation { Property: var property, Instance: { } outer } when TaskApis.Of(property) == TaskApi.Result:
                return IsWinnerOf(outer, depth);

            case IObjectCreationOperation { Type: { Name: "ValueTask" } type, Arguments: { Length: 1 } arguments } when type.IsTaskLike():
                return arguments[0].Value.Type.IsTaskLike() ? IsComplete(arguments[0].Value, state, depth + 1) : arguments[0].Value.Type?.TypeKind != TypeKind.Interface;

            // Nobody waits for a task that is not there.
            case IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } }:
                return true;

            case IConditionalOperation { WhenTrue: var whenTrue, WhenFalse: { } whenFalse }:
                return IsComplete(whenTrue, state, depth + 1) && IsComplete(whenFalse, state, depth + 1);

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return IsComplete(first, state, depth + 1) && IsComplete(second, state, depth + 1);

            // Where a variable always holds a task that is complete from the start, it does not matter where it is read.
            case ILocalReferenceOperation { Local: var local } when _places.OnlyValueOf(local) is { } value:
                return IsFiltered(value) || IsWinnerStream(value) || IsComplete(value, CompletionState.Nothing, depth + 1);

            default:
                return false;
        }
    }

    /// <summary>Are all elements of <paramref name="collection"/> complete?</summary>
    public bool AreAllComplete(IOperation? collection, CompletionState state)
    {
        if (collection is null)
            return false;

        collection = collection.Unwrapped();
        return state.Contains(_places.EachOf(collection)) || IsFiltered(collection)
            || (TaskPlaces.ElementsOf(collection) is { IsDefaultOrEmpty: false } elements && elements.All(element => IsComplete(element, state)));
    }

    /// <summary>The state when the task of <paramref name="expression"/> is complete: with all whose completion that implies.</summary>
    public CompletionState Complete(IOperation? expression, CompletionState state, int depth = 0)
    {
        if (expression is null || depth > Deepest)
            return state;

        expression = expression.Unwrapped();
        state = state.With(OwnOf(expression));
        switch (expression)
        {
            case IFlowCaptureReferenceOperation { Id: var id } when _captured(id) is { Count: 1 } values:
                return Complete(values[0], state, depth + 1);

            // What could not be bound may be a view of the task in it.
            case IInvalidOperation:
                return expression.ChildOperations.Where(child => child.Type.IsTaskView()).Aggregate(state, (known, child) => Complete(child, known, depth + 1));

            case ILocalReferenceOperation { Local: var local } when _places.OnlyValueOf(local) is IInvocationOperation or IConversionOperation:
                return Complete(_places.OnlyValueOf(local), state, depth + 1);

            case IInvocationOperation call:
                switch (TaskApis.Of(call.TargetMethod))
                {
                    case TaskApi.View or TaskApi.WaitAsync or TaskApi.ContinueWith or TaskApi.Unwrap:
                        return Complete(TaskApis.ReceiverOf(call), state, depth + 1);

                    case TaskApi.WhenAll:
                        return CompleteAll(call, state, depth);

                    // What others add to a task (a time-out, a token, no failure) goes on when the task is complete.
                    case TaskApi.None when call.TargetMethod.IsExtensionMethod && TaskApis.ReceiverOf(call) is { } wrapped && wrapped.Type.IsTaskLike():
                        return Complete(wrapped, state, depth + 1);
                }

                return state;

            default:
                return state;
        }
    }

    /// <summary>The state when all tasks that are given to <paramref name="call"/> are complete.</summary>
    public CompletionState CompleteAll(IInvocationOperation call, CompletionState state, int depth = 0)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is { } type && !type.IsTaskLike() && type.SpecialType != SpecialType.System_Int32)
                state = CompleteEach(argument.Value, state, depth + 1);
        }

        return state;
    }

    /// <summary>The state when all elements of <paramref name="collection"/> are complete.</summary>
    public CompletionState CompleteEach(IOperation collection, CompletionState state, int depth = 0)
    {
        if (depth > Deepest)
            return state;

        collection = collection.Unwrapped();
        state = state.With(_places.EachOf(collection));
        foreach (var element in TaskPlaces.ElementsOf(collection))
        {
            state = element.Syntax is SpreadElementSyntax && element.ChildOperations.FirstOrDefault() is { } spread
                ? CompleteEach(spread, state, depth + 1)
                : Complete(element, state, depth + 1);
        }

        switch (collection)
        {
            case IFlowCaptureReferenceOperation { Id: var id } when _captured(id) is { Count: 1 } values:
                return CompleteEach(values[0], state, depth + 1);

            case ILocalReferenceOperation { Local: var local }:
                foreach (var added in _places.AddedTo(local))
                    state = Complete(added, state, depth + 1);
                return _places.OnlyValueOf(local) is { } value ? CompleteEach(value, state, depth + 1) : state;

            case IInvocationOperation { TargetMethod.Name: "Concat" or "Append" or "Prepend" or "Union" } call when call.Arguments.Length == 2:
                return call.Arguments[1].Value is { Type: var type } other && type.IsTaskLike() ? Complete(other, state, depth + 1) : CompleteEach(call.Arguments[1].Value, CompleteEach(call.Arguments[0].Value, state, depth + 1), depth + 1);

            case IInvocationOperation call when TaskPlaces.KeepsElements(call) && call.TargetMethod.Name is not ("Where" or "Take" or "Skip" or "OfType" or "TakeWhile" or "SkipWhile") && TaskApis.ReceiverOf(call) is { } source:
                return CompleteEach(source, state, depth + 1);

            default:
                return state;
        }
    }

    /// <summary>The one expression that a property or a method of the same object gives.</summary>
    public IOperation? AnswerOf(IMethodSymbol? member) =>
        member is not null && _model.Implementations.TargetsOf(member) is { Length: 1 } targets && _model.Summaries.BodiesOf(targets[0]) is { Length: 1 } bodies
        && bodies[0].OwnOperations().OfType<IReturnOperation>().Take(2).ToList() is { Count: 1 } exits
            ? exits[0].ReturnedValue
            : null;

    /// <summary>True for the result of <c>Task.WhenAny</c>, given directly or through a variable.</summary>
    public IInvocationOperation? WhenAnyIn(IOperation? expression, int depth = 0)
    {
        switch (expression?.Unwrapped())
        {
            case IInvocationOperation call when depth < Deepest:
                return TaskApis.Of(call.TargetMethod) switch
                {
                    TaskApi.WhenAny => call,
                    TaskApi.View or TaskApi.WaitAsync => WhenAnyIn(TaskApis.ReceiverOf(call), depth + 1),
                    _ => null,
                };

            case ILocalReferenceOperation { Local: var local } when depth < Deepest:
                return WhenAnyIn(_places.OnlyValueOf(local), depth + 1);

            case IAwaitOperation { Operation: var awaited } when depth < Deepest:
                return WhenAnyIn(awaited, depth + 1);

            case IFlowCaptureReferenceOperation { Id: var id } when depth < Deepest && _captured(id) is { Count: 1 } values:
                return WhenAnyIn(values[0], depth + 1);

            default:
                return null;
        }
    }

    // Names that are the same task, not those that only share a collection with it.
    private ImmutableArray<TaskPlace> OwnOf(IOperation expression) =>
        _places.Of(expression).Where(place => !place.Path.EndsWith(TaskPlace.EachElement, StringComparison.Ordinal) && !place.Path.Contains(TaskPlace.EachElement + ".")).ToImmutableArray();

    private bool IsWinnerOf(IOperation outer, int depth) => WhenAnyIn(outer, depth) is not null;

    private bool IsCompleteCall(IInvocationOperation call, CompletionState state, int depth)
    {
        switch (TaskApis.Of(call.TargetMethod))
        {
            case TaskApi.Complete:
                return true;

            case TaskApi.View or TaskApi.WaitAsync:
                return IsComplete(TaskApis.ReceiverOf(call), state, depth + 1);

            case TaskApi.WhenAll:
                return call.Arguments.Length > 0 && call.Arguments.All(argument => AreAllComplete(argument.Value, state));

            case TaskApi.GetResult:
                return WhenAnyIn(TaskApis.ReceiverOf(call), depth) is not null;

            case TaskApi.None:
                if ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Immediate) != 0)
                    return true;
                var targets = _model.Implementations.TargetsOf(call.TargetMethod);
                return !targets.IsEmpty && targets.All(target => _model.CompleteResults.Of(target));

            default:
                return false;
        }
    }

    /// <summary>True for <c>tasks.Where(t => t.IsCompletedSuccessfully)</c> and queries over it.</summary>
    private bool IsFiltered(IOperation query)
    {
        for (var current = query.Unwrapped(); current is IInvocationOperation call && TaskPlaces.KeepsElements(call); current = TaskApis.ReceiverOf(call)?.Unwrapped())
        {
            if (call.TargetMethod.Name == "Where" && _places.SelectorOf(call) is { } condition && CompletionConditions.Tests(condition))
                return true;
        }

        return false;
    }

    private static bool IsWinnerStream(IOperation value) => value.Unwrapped() is IInvocationOperation call && TaskApis.Of(call.TargetMethod) == TaskApi.WhenEach;

    /// <summary>What a property gives that nobody can override and that only computes it: its expression.</summary>
    public IOperation? TestBehind(IPropertySymbol property) =>
        !property.IsVirtual && !property.IsOverride && property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody.Expression: var expression }
        && _model.Compilation.ContainsSyntaxTree(expression.SyntaxTree)
            ? _model.Semantics(expression.SyntaxTree).GetOperation(expression)
            : null;
}
