using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What each operation of a block does to the tasks that are known to be complete.</summary>
internal sealed class CompletionSteps
{
    private readonly CompletionRules _rules;
    private readonly TaskPlaces _places;
    private readonly CompletionConditions _conditions;
    private readonly Dictionary<SyntaxNode, CompletionState> _states;
    private List<(IFlowAnonymousFunctionOperation, CompletionState)> _lambdas = new();

    public CompletionSteps(CompletionRules rules, TaskPlaces places, CompletionConditions conditions, Dictionary<SyntaxNode, CompletionState> states)
    {
        _rules = rules;
        _places = places;
        _conditions = conditions;
        _states = states;
    }

    /// <summary>The state after a condition.</summary>
    public CompletionState After(IOperation condition, bool outcome, CompletionState state) => _conditions.After(condition, outcome, state);

    /// <summary>The lambdas that the last recorded blocks make, with what is known there.</summary>
    public List<(IFlowAnonymousFunctionOperation Lambda, CompletionState State)> TakeLambdas()
    {
        var taken = _lambdas;
        _lambdas = new List<(IFlowAnonymousFunctionOperation, CompletionState)>();
        return taken;
    }

    /// <summary>The state at the end of <paramref name="block"/>, and what holds wherever it may throw.</summary>
    public CompletionState Through(BasicBlock block, CompletionState state, bool record, out CompletionState? thrown)
    {
        thrown = null;
        foreach (var statement in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
        {
            var before = state;
            var (isQuiet, waits) = (true, false);
            foreach (var operation in PostOrder(statement))
            {
                if (record)
                    Record(operation, state);
                state = Step(operation, state);
                waits |= operation is IAwaitOperation;
                isQuiet &= IsQuiet(operation);
            }

            // When an await throws, what it waited for is complete all the same.
            if (isQuiet && !waits)
                continue;

            var failing = isQuiet ? state : before.Meet(state);
            thrown = thrown is null ? failing : thrown.Meet(failing);
        }

        return state;
    }

    private void Record(IOperation operation, CompletionState state)
    {
        switch (operation)
        {
            case IFlowAnonymousFunctionOperation lambda:
                _lambdas.Add((lambda, state));
                _states[lambda.Syntax] = state;
                break;

            case IInvocationOperation { IsImplicit: false } or IPropertyReferenceOperation { IsImplicit: false }:
                _states[operation.Syntax] = state;
                break;
        }
    }

    private CompletionState Step(IOperation operation, CompletionState state)
    {
        switch (operation)
        {
            case IAwaitOperation { Operation: var awaited }:
                return _rules.Complete(awaited, state);

            case IPropertyReferenceOperation { Property: var property, Instance: { } task } when TaskApis.Of(property) == TaskApi.Result:
                return _rules.Complete(task, state);

            case ISimpleAssignmentOperation { Target: var target, Value: var value }:
                return Assign(target, value, state);

            case IAssignmentOperation { Target: var target }:
                return Forget(target, state);

            case IIncrementOrDecrementOperation { Target: var target }:
                return Forget(target, state);

            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var target }:
                return Forget(target, state);

            case IInvocationOperation call:
                return Call(call, state);

            default:
                return state;
        }
    }

    private CompletionState Call(IInvocationOperation call, CompletionState state)
    {
        switch (TaskApis.Of(call.TargetMethod))
        {
            // A time-out may be over before the task is; the answer says so, and conditions look at it.
            case TaskApi.Wait when call.Arguments.All(argument => argument.Parameter?.Type.Name == "CancellationToken"):
            case TaskApi.GetResult:
                return _rules.Complete(TaskApis.ReceiverOf(call), state);

            case TaskApi.WaitAll when call.Arguments.Length == 1 || call.Arguments[1].Parameter?.Type.Name == "CancellationToken":
                return _rules.CompleteAll(call, state);

            case TaskApi.Complement when call.Instance is { } source:
                return state.With(_places.Of(source).Select(place => place.Then(".Task")).Where(place => !place.Path.Contains(TaskPlace.EachElement)).ToImmutableArray());
        }

        if (call.TargetMethod is { Name: "Assert", ContainingType: { Name: "Debug" or "Trace", ContainingNamespace.Name: "Diagnostics" } } && call.Arguments.Length > 0)
            return _conditions.After(call.Arguments[0].Value, true, state);

        if (call.TargetMethod.Name is "Add" or "AddRange" or "Insert" or "Push" or "Enqueue" or "TryAdd" && call.Instance is { } collection)
        {
            var added = call.Arguments.Length == 0 ? null : call.Arguments[call.Arguments.Length - 1].Value;
            if (!_rules.IsComplete(added, state))
            {
                foreach (var place in _places.Of(collection))
                    state = state.Without(place.Then(TaskPlace.EachElement));
            }
        }

        return state;
    }

    private CompletionState Assign(IOperation target, IOperation value, CompletionState state)
    {
        // The state of the value is that before the target changes: 't = t' loses nothing.
        var isComplete = value.Type.IsTaskView() && _rules.IsComplete(value, state);
        var known = value.Type.IsTaskView() ? ImmutableArray<string>.Empty : state.PathsBelow(_places.EachOf(value));
        if (!value.Type.IsTaskView() && _rules.AreAllComplete(value, state))
            known = known.Add("");

        state = Forget(target, state);
        var names = _places.Of(target).Where(place => !place.Path.Contains(TaskPlace.EachElement)).ToImmutableArray();
        if (isComplete)
            state = state.With(names);
        foreach (var path in known)
            state = state.With(names.Select(place => place.Then(TaskPlace.EachElement + path)).ToImmutableArray());
        return state;
    }

    private CompletionState Forget(IOperation target, CompletionState state)
    {
        switch (target.Unwrapped())
        {
            case ILocalReferenceOperation { Local: var local }:
                return state.Without(local);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return state.Without(parameter);

            case ITupleOperation { Elements: var elements }:
                return elements.Aggregate(state, (current, element) => Forget(element, current));

            case IDeclarationExpressionOperation { Expression: var declared }:
                return Forget(declared, state);

            default:
                foreach (var place in _places.Of(target))
                    state = state.Without(place);
                return state;
        }
    }

    private static bool IsQuiet(IOperation operation) => operation switch
    {
        IInvocationOperation call => TaskApis.Of(call.TargetMethod) is TaskApi.WhenAll or TaskApi.View or TaskApi.GetResult || (TaskApis.Of(call.TargetMethod) == TaskApi.Wait && call.Arguments.IsEmpty),
        IPropertyReferenceOperation { Property: var property } => TaskApis.Of(property) != TaskApi.None,
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or ILiteralOperation or IFlowCaptureOperation or IFlowCaptureReferenceOperation or IExpressionStatementOperation
            or ISimpleAssignmentOperation or IInstanceReferenceOperation or IArgumentOperation or IAwaitOperation or IArrayCreationOperation or IArrayInitializerOperation or IDiscardOperation or ITupleOperation
            or IFlowAnonymousFunctionOperation or IDelegateCreationOperation => true,
        IConversionOperation { IsImplicit: true } => true,
        _ => false,
    };

    private static IEnumerable<IOperation> PostOrder(IOperation root)
    {
        var pending = new Stack<IOperation>();
        var found = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            var current = pending.Pop();
            found.Push(current);
            if (current is IFlowAnonymousFunctionOperation or INameOfOperation)
                continue;
            foreach (var child in current.ChildOperations)
                pending.Push(child);
        }

        return found;
    }
}
