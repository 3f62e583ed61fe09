using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code see to its own failures? All of it that fails in the normal life of a program lies in a <c>try</c> that lets nothing out, or
/// in callees that do the same. Dropped tasks, and async code without a task, ask alike.
/// </summary>
internal sealed partial class SeenFailures
{
    private const int DeepestCall = 3;
    private const int SuppressThrowing = 2;

    private readonly ConcurrencyModel _model;

    public SeenFailures(ConcurrencyModel model) => _model = model;

    /// <summary>True when nothing of what the task of <paramref name="call"/> does can fail unseen.</summary>
    public bool Of(IInvocationOperation call, StartedWork work)
    {
        if (Tasks.IsExtension(call.TargetMethod) && IsForIt((call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition))
            return true;

        return InCall(work.Offload ?? call, 0);
    }

    /// <summary>True for an extension that is given a task, to see to it in place of its caller.</summary>
    public bool AreSeenBy(IMethodSymbol extension) => IsForIt((extension.ReducedFrom ?? extension).OriginalDefinition);

    /// <summary>True when nothing of what <paramref name="body"/> does can fail unseen: all of it is one <c>try</c>, or whatever of it can fail is in one.</summary>
    public bool In(IBlockOperation body) => IsOneAttempt(body) || In(body, 0);

    private static bool IsOneAttempt(IBlockOperation body) =>
        body.Operations.Where(statement => !statement.IsImplicit).Take(2).ToList() is { Count: 1 } statements
        && statements[0] is ITryOperation { Catches: var catches } && catches.Any(handler => handler.Filter is null && CatchesAll(handler));

    /// <summary>What a call runs: the delegate that it hands to another thread, or the method itself.</summary>
    private bool InCall(IInvocationOperation call, int depth)
    {
        if ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Offloads) == 0)
            return In(call.TargetMethod, depth);

        foreach (var argument in call.Arguments)
        {
            if (Lambdas.In(argument.Value) is { } lambda)
                return depth < DeepestCall && In(lambda.Body, depth + 1);
            if (Lambdas.Group(argument.Value) is { } group)
                return In(group.Method, depth);
        }

        return false;
    }

    private bool In(IMethodSymbol method, int depth)
    {
        var targets = _model.Implementations.TargetsOf(method);
        return depth < DeepestCall && !targets.IsEmpty && targets.All(target => _model.Summaries.BodiesOf(target) is { IsDefaultOrEmpty: false } bodies && bodies.All(body => In(body, depth + 1)));
    }

    private bool In(IOperation body, int depth)
    {
        var isHandled = false;
        foreach (var operation in body.OwnOperations())
        {
            // A task that is handed on fails for whoever gets it.
            var handedOn = operation is IReturnOperation { ReturnedValue: { } value } && value.Unwrapped().Type.IsTaskLike() ? value : null;
            if (handedOn is null && (!_model.Locks.Failures.AreLikely(operation) || IsHandling(operation, body)))
                continue;
            if (!(handedOn is null && IsCaught(operation, body)) && !(operation switch
                {
                    IReturnOperation => Behind(handedOn) is { } inner && InCall(inner, depth),
                    IAwaitOperation { Operation: var awaited } => IsSuppressed(awaited) || Behind(awaited) is { } inner && InCall(inner, depth),
                    IInvocationOperation call => In(call.TargetMethod, depth),
                    _ => false,
                }))
            {
                return false;
            }

            isHandled = true;
        }

        return isHandled;
    }

    /// <summary>The call that makes a task, also where a variable keeps it in between.</summary>
    private IInvocationOperation? Behind(IOperation? task)
    {
        if (task?.Unwrapped() is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
            task = configured;
        if (task?.Unwrapped() is ILocalReferenceOperation { Local: var local } reference && _model.ProvenanceAt(reference).ValuesOf(local) is { Count: 1 } values)
            task = values[0];
        return Tasks.Behind(task);
    }

    private static bool IsCaught(IOperation operation, IOperation body)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ITryOperation attempt && ReferenceEquals(attempt.Body, child) && attempt.Catches.Any(handler => CatchesAll(handler) || CatchesCancellation(handler) && OnlyEndsEarly(operation)))
                return true;
            if (ReferenceEquals(around, body))
                return false;

            child = around;
        }

        return false;
    }

    /// <summary>What is done with a failure that was caught, such as to log it, is the seeing; only what it throws or awaits may be lost again.</summary>
    private static bool IsHandling(IOperation operation, IOperation body) =>
        operation is not (IThrowOperation or IAwaitOperation)
        && operation.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, body)).OfType<ICatchClauseOperation>().Any(handler => CatchesAll(handler));

    /// <summary>Cancellation is no failure, so a filter that only leaves it out lets nothing through.</summary>
    private static bool CatchesAll(ICatchClauseOperation handler) =>
        handler.ExceptionType is null or { Name: "Exception" or "Object", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
        && (handler.Filter is null || handler.Filter.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "OperationCanceledException" or "TaskCanceledException"))
        && !handler.Handler.OwnOperations().Any(o => o is IThrowOperation);

    private static bool CatchesCancellation(ICatchClauseOperation handler) =>
        handler.ExceptionType is { Name: "OperationCanceledException" or "TaskCanceledException" } && !handler.Handler.OwnOperations().Any(o => o is IThrowOperation);

    /// <summary>Waits that end before their time only when they are cancelled.</summary>
    private static bool OnlyEndsEarly(IOperation operation) => operation switch
    {
        IAwaitOperation { Operation: var awaited } => Tasks.Behind(awaited) is { TargetMethod: { Name: "Delay" or "WaitForNextTickAsync", ContainingType.Name: "Task" or "PeriodicTimer" } },
        IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" } => true,
        _ => false,
    };

    private static bool IsSuppressed(IOperation awaited) =>
        awaited.Unwrapped() is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Arguments: { Length: 1 } arguments }
        && arguments[0].Value is { Type.Name: "ConfigureAwaitOptions", ConstantValue: { HasValue: true, Value: int options } } && (options & SuppressThrowing) != 0;

    /// <summary>
    /// True for an extension of tasks that continues the task it is given, or awaits it in a <c>try</c>; and for one out of view, such as <c>Forget()</c>, which was
    /// called for a reason that nobody here knows.
    /// </summary>
    private bool IsForIt(IMethodSymbol extension)
    {
        var bodies = _model.Summaries.BodiesOf(extension);
        return bodies.IsDefaultOrEmpty
            ? !extension.ContainingAssembly.IsFramework()
            : bodies.Any(body => body.OwnOperations().Any(operation => operation switch
            {
                IInvocationOperation { TargetMethod: { Name: "ContinueWith" } method } => method.ContainingType.IsTaskLike(),
                IAwaitOperation => IsCaught(operation, body),
                _ => false,
            }));
    }
}
