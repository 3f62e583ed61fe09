using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <content>Code that sees to the failures of what it waits for, if not to every other one.</content>
internal sealed partial class SeenFailures
{
    private const int DeepestHandler = 8;

    /// <summary>
    /// True when each await of <paramref name="body"/> that can fail lies in a <c>try</c> that lets nothing out, or leads to a callee of which the same is true. What
    /// fails before and between is a bug, such as an argument that is missing.
    /// </summary>
    public bool OfAwaits(IBlockOperation body) => OfAwaits(body, 0);

    /// <summary>The same of what the task of <paramref name="call"/> does.</summary>
    public bool OfAwaits(IInvocationOperation call, StartedWork work) => OfAwaits(work.Offload ?? call, 0);

    private bool OfAwaits(IInvocationOperation call, int depth)
    {
        if (depth >= DeepestHandler)
            return false;

        if ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Offloads) != 0)
            return call.Arguments.Any(argument => Lambdas.In(argument.Value) is { } lambda && OfAwaits(lambda.Body, depth + 1) || Lambdas.Group(argument.Value) is { } group && OfAwaits(group.Method, depth));

        return OfAwaits(call.TargetMethod, depth);
    }

    private bool OfAwaits(IMethodSymbol method, int depth)
    {
        var targets = _model.Implementations.TargetsOf(method);
        return targets is { Length: 1 } && _model.Summaries.BodiesOf(targets[0]) is { Length: 1 } bodies && OfAwaits(bodies[0], depth + 1);
    }

    private bool OfAwaits(IOperation body, int depth)
    {
        var isHandled = false;
        foreach (var operation in body.OwnOperations())
        {
            var task = operation switch
            {
                IAwaitOperation { Operation: var awaited } => awaited,
                IReturnOperation { ReturnedValue: { } value } when value.Unwrapped().Type.IsTaskLike() && depth > 0 => value,
                _ => null,
            };
            if (task is null || !_model.Locks.Failures.AreLikely(operation) && operation is IAwaitOperation)
                continue;

            // A task that is complete already, and returned as it is, has no failure to see.
            if (operation is IReturnOperation && task.Unwrapped() is not IInvocationOperation && Behind(task) is null)
                continue;
            if (!(operation is IAwaitOperation && (IsCaught(operation, body) || IsSuppressed(task))) && !(Behind(task) is { } inner && OfAwaits(inner, depth + 1)))
                return false;

            isHandled = true;
        }

        // A callee that awaits nothing of weight has its work in the handler all the same.
        return isHandled || depth > 0 && body.OwnOperations().OfType<ITryOperation>().Any(attempt => attempt.Catches.Any(CatchesAll));
    }
}
