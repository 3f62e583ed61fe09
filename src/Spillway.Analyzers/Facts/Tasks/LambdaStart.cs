using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What a lambda knows of its own parameters: a continuation gets a task that is complete.</summary>
internal static class LambdaStart
{
    public static ImmutableArray<TaskPlace> Of(IFlowAnonymousFunctionOperation lambda, TaskPlaces places, CompletionRules rules)
    {
        if (lambda.Symbol.Parameters.IsEmpty || CallAround(lambda, places) is not { } call)
            return ImmutableArray<TaskPlace>.Empty;

        var first = lambda.Symbol.Parameters[0];
        return TaskApis.Of(call.TargetMethod) switch
        {
            TaskApi.ContinueWith => ImmutableArray.Create(new TaskPlace(first, "")),
            TaskApi.ContinueWhenAll => ImmutableArray.Create(new TaskPlace(first, TaskPlace.EachElement)),
            TaskApi.None when TaskApis.ReceiverOf(call) is { } source && rules.AreAllComplete(source, CompletionState.Nothing) => ImmutableArray.Create(new TaskPlace(first, "")),
            _ => ImmutableArray<TaskPlace>.Empty,
        };
    }

    // The graph's copy of a lambda has lost what is around it; the tree's has not.
    private static IInvocationOperation? CallAround(IFlowAnonymousFunctionOperation lambda, TaskPlaces places) =>
        places.LambdaAt(lambda.Syntax)?.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } ? call : null;
}

/// <summary>Loops that await each task of a collection.</summary>
internal static class DrainedLoop
{
    /// <summary>True when the loop ends only after every element was awaited.</summary>
    public static bool AwaitsEach(IForEachLoopOperation loop)
    {
        if (loop.IsAsynchronous || loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: var variable } || loop.Body.OwnOperations().Any(o => o is IBranchOperation))
            return false;

        var statements = loop.Body is IBlockOperation block ? block.Operations : ImmutableArray.Create(loop.Body);
        return statements.Any(statement => statement is IExpressionStatementOperation or IVariableDeclarationGroupOperation
            && statement.OwnOperations().Any(o => (o is IAwaitOperation { Operation: var awaited } && Is(awaited, variable))));
    }

    private static bool Is(IOperation awaited, ILocalSymbol variable)
    {
        while (awaited.Unwrapped() is IInvocationOperation call && TaskApis.Of(call.TargetMethod) == TaskApi.View && TaskApis.ReceiverOf(call) is { } receiver)
            awaited = receiver;

        return awaited.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, variable);
    }
}
