using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How much is gained where the iterations of a loop overlap.</summary>
internal static class LoopWeight
{
    /// <summary>True where it is little, or where a failure of one item is meant to keep the next ones from being tried.</summary>
    public static bool IsSmall(AwaitLoop loop) =>
        loop.Verdict.IsNear || StopsAtFailure(loop) || loop.Method.Model.RunsOnce.At(loop.Loop, loop.Method);

    /// <summary>Nothing is made of the results, and the function goes on after a failure of the loop: it is the failures that count.</summary>
    private static bool StopsAtFailure(AwaitLoop loop)
    {
        if (loop.Verdict.Fission is not { } fission
            || fission.Fetch.SelectMany(index => fission.Units[index].Fetches).Any(request => request.Parent is not IExpressionStatementOperation))
        {
            return false;
        }

        IOperation child = loop.Loop;
        foreach (var around in loop.Loop.OwnAncestors())
        {
            if (around is ITryOperation attempt && ReferenceEquals(attempt.Body, child) && attempt.Catches.Any(Survives))
                return true;
            child = around;
        }

        return false;
    }

    private static bool Survives(ICatchClauseOperation handler) =>
        handler.ExceptionType is not { Name: "OperationCanceledException" or "TaskCanceledException" }
        && handler.Handler.Operations.LastOrDefault() is not (IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation });
}
