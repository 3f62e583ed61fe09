using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Does code see to its own failures? All of it that fails in the normal life of a program lies in a <c>try</c> that lets nothing out, or
/// in callees that do the same.
/// </summary>
internal sealed class SeenFailures
{
    private const int DeepestCall = 3;

    private readonly ConcurrencyModel _model;

    public SeenFailures(ConcurrencyModel model) => _model = model;

    /// <summary>True when nothing of what the task of <paramref name="call"/> does can fail unseen.</summary>
    public bool In(IInvocationOperation call, StartedWork work)
    {
        if (Tasks.IsExtension(call.TargetMethod) && SeesTo((call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition))
            return true;
        if (work.Offload is not { } offload)
            return In(call.TargetMethod, 0);

        foreach (var argument in offload.Arguments)
        {
            if (Lambdas.In(argument.Value) is { } lambda)
                return In(lambda.Body, 0);
            if (Lambdas.Group(argument.Value) is { } group)
                return In(group.Method, 0);
        }

        return false;
    }

    private bool In(IMethodSymbol method, int depth)
    {
        var targets = method.MethodKind == MethodKind.LocalFunction ? ImmutableArray.Create(method) : _model.Implementations.TargetsOf(method);
        return depth < DeepestCall && !targets.IsEmpty && targets.All(target => _model.Summaries.BodiesOf(target) is { IsDefaultOrEmpty: false } bodies && bodies.All(body => In(body, depth + 1)));
    }

    private bool In(IOperation body, int depth)
    {
        var isHandled = false;
        foreach (var operation in body.OwnOperations())
        {
            // A task that is handed on fails for whoever gets it.
            var handedOn = operation is IReturnOperation { ReturnedValue: { } value } && value.Unwrapped().Type.IsTaskLike() ? value : null;
            if (handedOn is null && !_model.Locks.Failures.AreLikely(operation))
                continue;
            if (!(handedOn is null && IsCaught(operation, body)) && !(operation switch
                {
                    IReturnOperation => Tasks.Behind(handedOn) is { } inner && In(inner.TargetMethod, depth),
                    IAwaitOperation { Operation: var awaited } => Tasks.Behind(awaited) is { } inner && In(inner.TargetMethod, depth),
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

    private static bool IsCaught(IOperation operation, IOperation body)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ITryOperation attempt && ReferenceEquals(attempt.Body, child) && attempt.Catches.Any(CatchesAll))
                return true;
            if (ReferenceEquals(around, body))
                return false;

            child = around;
        }

        return false;
    }

    /// <summary>Cancellation is no failure, so a filter that only leaves it out lets nothing through.</summary>
    private static bool CatchesAll(ICatchClauseOperation handler) =>
        handler.ExceptionType is null or { Name: "Exception" or "Object", ContainingNamespace.Name: "System" }
        && (handler.Filter is null || handler.Filter.Syntax.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "OperationCanceledException" or "TaskCanceledException"))
        && !handler.Handler.OwnOperations().Any(o => o is IThrowOperation);

    /// <summary>True for an extension of tasks that continues the task it is given, or awaits it in a <c>try</c>.</summary>
    private bool SeesTo(IMethodSymbol extension) => _model.Summaries.BodiesOf(extension).Any(body => body.OwnOperations().Any(operation => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "ContinueWith" } method } => method.ContainingType.IsTaskLike(),
        IAwaitOperation => IsCaught(operation, body),
        _ => false,
    }));
}
