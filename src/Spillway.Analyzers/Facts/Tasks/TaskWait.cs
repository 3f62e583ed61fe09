using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A place where a thread waits for a task that is not known to be complete, though the code could await it.</summary>
internal sealed class TaskWait
{
    private TaskWait(IOperation operation, TaskApi kind, SyntaxNode name, string task, WaitReason reason)
    {
        Operation = operation;
        Kind = kind;
        Name = name;
        Task = task;
        Reason = reason;
    }

    public IOperation Operation { get; }

    public TaskApi Kind { get; }

    /// <summary>What a fix needs to know to write the await; null where it could not stand there, and where a flag decides for the whole function whether it awaits.</summary>
    public ImmutableDictionary<string, string?>? RewriteFor(MethodFacts method) =>
        Reason.IsInReach && !DualMode.Steers(method) ? Findings.Rewritable("await") : null;

    /// <summary>The member that waits.</summary>
    public SyntaxNode Name { get; }

    /// <summary>What is waited for, by name.</summary>
    public string Task { get; }

    /// <summary>Why waiting is not necessary, or what makes it so.</summary>
    public WaitReason Reason { get; }

    public static ImmutableArray<TaskWait> FindIn(MethodFacts method)
    {
        ImmutableArray<TaskWait>.Builder? found = null;
        foreach (var operation in method.Operations)
        {
            if (Read(operation, method) is { } wait)
                (found ??= ImmutableArray.CreateBuilder<TaskWait>()).Add(wait);
        }

        return found?.ToImmutable() ?? ImmutableArray<TaskWait>.Empty;
    }

    private static TaskWait? Read(IOperation operation, MethodFacts method)
    {
        var (kind, tasks) = KindOf(operation, method.Model);
        if (kind == TaskApi.None || NameIn(operation.Syntax) is not { } name || operation.OwnAncestors().Any(around => around is INameOfOperation) || DualMode.IsInSynchronousBranch(operation) || tasks.Any(SynchronousCalls.Made) || tasks.All(task => BatchedTasks.AreSent(task, operation)) || (kind == TaskApi.GetResult && (HasContinuation(tasks[0], method) || IsAskedFirst(tasks[0]))))
            return null;

        // Where a type is missing, whatever makes the task complete cannot be seen either.
        if (tasks.Any(task => task.Type is INamedTypeSymbol type && type.TypeArguments.Any(argument => argument.TypeKind == TypeKind.Error)))
            return null;

        if (WaitVerdict.Of(operation, method) is not { } reason)
            return null;

        var completion = method.CompletionAround(operation);
        foreach (var task in tasks)
        {
            var isKnown = kind switch
            {
                TaskApi.WaitAll => completion.AreAllComplete(task, operation.Syntax) || (task.Type.IsTaskLike() && completion.IsComplete(task, operation.Syntax)),
                _ => completion.IsComplete(task, operation.Syntax),
            };
            if (isKnown && (kind == TaskApi.WaitAny || tasks.Length == 1))
                return null;
        }

        return new TaskWait(operation, kind, name, TaskName(tasks), reason);
    }

    /// <summary>Is this a wait, and for which tasks?</summary>
    private static (TaskApi Kind, ImmutableArray<IOperation> Tasks) KindOf(IOperation operation, ConcurrencyModel model)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: { Name: "Result" } property, Instance: { } task } when TaskApis.Of(property) == TaskApi.Result:
                return (TaskApi.Result, ImmutableArray.Create(task));

            case IInvocationOperation { TargetMethod: { Name: "Wait" or "GetResult" or "WaitAll" or "WaitAny" } target } call:
                var kind = TaskApis.Of(target);
                if (kind == TaskApi.None || IsOverAtOnce(call, model))
                    break;
                if (kind is TaskApi.Wait or TaskApi.GetResult)
                    return call.Instance is { } waited ? (kind, ImmutableArray.Create(waited)) : (TaskApi.None, ImmutableArray<IOperation>.Empty);
                return call.Arguments.Length > 0 ? (kind, ImmutableArray.Create(call.Arguments[0].Value)) : (TaskApi.None, ImmutableArray<IOperation>.Empty);
        }

        return (TaskApi.None, ImmutableArray<IOperation>.Empty);
    }

    /// <summary>Whoever hands an awaiter a continuation by hand asks for its result once that has run.</summary>
    private static bool HasContinuation(IOperation awaiter, MethodFacts method) =>
        awaiter is ILocalReferenceOperation { Local: var local }
        && method.Bodies.Any(body => body.OwnOperations().Any(operation =>
            operation is IInvocationOperation { TargetMethod.Name: "OnCompleted" or "UnsafeOnCompleted", Instance: ILocalReferenceOperation { Local: var other } } && SymbolEqualityComparer.Default.Equals(local, other)));

    /// <summary>True for an awaitable of a type of its own that was asked for something first, and only then: what the answer says about the wait is for its type to know.</summary>
    private static bool IsAskedFirst(IOperation awaiter) =>
        awaiter.Unwrapped() is IInvocationOperation { Instance: { Type: { } type } awaitable } && !type.IsTaskLike() && awaitable.Variable() is { } variable
        && awaiter.OwnAncestors().OfType<IConditionalOperation>().Any(choice => choice.WhenTrue.Syntax.Span.Contains(awaiter.Syntax.Span)
            && choice.Condition.Terms(BinaryOperatorKind.ConditionalAnd).Any(term => term.Unwrapped() is IPropertyReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Instance: { } asked } && SymbolEqualityComparer.Default.Equals(asked.Variable(), variable)));

    /// <summary>A time-out of nothing asks, and does not wait.</summary>
    private static bool IsOverAtOnce(IInvocationOperation call, ConcurrencyModel model) =>
        call.Arguments.Any(argument => argument.Parameter is { Type: { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" } } && NoTime.Is(argument.Value, model));

    private static SyntaxNode? NameIn(SyntaxNode syntax) => syntax switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax simple } => simple,
        _ => null,
    };

    private static string TaskName(IEnumerable<IOperation> tasks) => tasks.Select(TaskName).FirstOrDefault() ?? "the task";

    /// <summary>What a task is called where it comes from.</summary>
    public static string TaskName(IOperation task)
    {
        switch (task.Unwrapped())
        {
            case IInvocationOperation call when TaskApis.Of(call.TargetMethod) is TaskApi.View or TaskApi.WaitAsync && TaskApis.ReceiverOf(call) is { } receiver:
                return TaskName(receiver);
            case IInvocationOperation query when TaskPlaces.KeepsElements(query) && TaskApis.ReceiverOf(query) is { } source:
                return TaskName(source);
            case IInvocationOperation call:
                return call.TargetMethod.Name;
            case ILocalReferenceOperation local:
                return local.Local.Name;
            case IParameterReferenceOperation parameter:
                return parameter.Parameter.Name;
            case IMemberReferenceOperation member:
                return member.Member.Name;
            case IArrayElementReferenceOperation element:
                return TaskName(element.ArrayReference);
            case var several when TaskPlaces.ElementsOf(several) is { IsDefaultOrEmpty: false } values:
                return TaskName(values[0]);
            case IConditionalAccessInstanceOperation instance when instance.OwnAncestors().OfType<IConditionalAccessOperation>().FirstOrDefault() is { } access:
                return TaskName(access.Operation);
            default:
                return "the task";
        }
    }
}
