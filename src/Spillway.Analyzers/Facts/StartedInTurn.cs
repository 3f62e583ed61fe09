using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Tasks that a turn of a loop starts itself and awaits further on. They are requests of that turn, like those that are awaited where they are made;
/// a task from a list, a field or the turn before is not.
/// </summary>
internal static class StartedInTurn
{
    /// <summary>The calls behind <paramref name="request"/>; none where one of its tasks was started elsewhere, or where they are as many as there are items of something.</summary>
    public static ImmutableArray<IInvocationOperation> In(IAwaitOperation request, AwaitLoop await)
    {
        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var task in TasksIn(request.Operation.WithoutConfiguration().Unwrapped()))
        {
            if (StartOf(task.Unwrapped(), await) is not { } call)
                return ImmutableArray<IInvocationOperation>.Empty;
            calls.Add(call);
        }

        return calls.ToImmutable();
    }

    /// <summary>A variable, or the tasks that are named one by one in <c>Task.WhenAll(first, second)</c>.</summary>
    private static IEnumerable<IOperation> TasksIn(IOperation awaited) => awaited switch
    {
        ILocalReferenceOperation => new[] { awaited },
        IInvocationOperation { TargetMethod: { Name: "WhenAll" } all, Arguments: { Length: 1 } arguments }
            when all.ContainingType.IsTaskLike() && arguments[0].ArgumentKind != ArgumentKind.Explicit => Parts(arguments[0].Value.Unwrapped()),
        _ => Enumerable.Empty<IOperation>(),
    };

    /// <summary>Values that are passed one by one; what newer compilers make of those has no operation of its own in our floor.</summary>
    private static IEnumerable<IOperation> Parts(IOperation passed) =>
        passed is IArrayCreationOperation { Initializer.ElementValues: var parts } ? parts : passed.ChildOperations.AsEnumerable();

    private static IInvocationOperation? StartOf(IOperation task, AwaitLoop await)
    {
        var body = await.Loop.Body.Syntax.Span;
        if (task is ILocalReferenceOperation { Local: var local })
        {
            if (!local.DeclaringSyntaxReferences.Any(reference => body.Contains(reference.Span)) || await.Method.Provenance.ValuesOf(local) is not { Count: 1 } values || values[0] is not { } value)
                return null;
            task = value.Unwrapped();
        }

        var model = await.Method.Model;
        return task is IInvocationOperation { TargetMethod: var method } call && call.Type.IsTaskLike()
            && ((model.Apis.Of(method) & ApiFlags.Io) != 0 || model.Apis.Of(method) == ApiFlags.None && !model.Implementations.TargetsOf(method).IsEmpty)
                ? call
                : null;
    }
}
