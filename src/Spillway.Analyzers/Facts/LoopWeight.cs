using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>How much is gained where the iterations of a loop overlap.</summary>
internal static class LoopWeight
{
    /// <summary>True where it is little, or where a failure of one item is meant to keep the next ones from being tried.</summary>
    public static bool IsSmall(AwaitLoop loop) =>
        loop.Verdict.IsNear || StopsAtFailure(loop) || IsRisky(loop) || IsOverSettings(loop) || IsRemembered(loop) || loop.Method.Model.RunsOnce.At(loop.Loop, loop.Method);

    /// <summary>True where each turn changes something outside and handles its own failure: somebody means to go through them one by one.</summary>
    public static bool IsRisky(AwaitLoop loop) =>
        loop.Verdict.Fission is { ChangesOutside: true } fission
        && fission.Fetch.SelectMany(index => fission.Units[index].Fetches).Any(request => IsHandled(request, loop.Loop));

    /// <summary>
    /// True where each turn says on the console what it is about to do, and afterwards what came of it: who looks on would find the
    /// beginnings of all of them ahead of the first end.
    /// </summary>
    public static bool IsNarrated(AwaitLoop loop)
    {
        var model = loop.Method.Model;
        var (first, isBefore, isAfter) = (loop.Awaits[0].Syntax.SpanStart, false, false);
        foreach (var call in loop.Loop.Body.OwnOperations().OfType<IInvocationOperation>())
        {
            if (call.Instance is not null || (model.Apis.Of(call.TargetMethod) & (ApiFlags.Ordered | ApiFlags.Io)) != ApiFlags.Ordered || !EachTurn.Has(call, loop.Loop))
                continue;

            isBefore |= call.Syntax.Span.End <= first;
            isAfter |= call.Syntax.SpanStart > first;
        }

        return isBefore && isAfter;
    }

    private static bool IsHandled(IOperation request, ILoopOperation loop)
    {
        var child = request;
        foreach (var around in request.OwnAncestors())
        {
            if (ReferenceEquals(around, loop))
                return false;
            if (around is ITryOperation attempt && ReferenceEquals(attempt.Body, child) && attempt.Catches.Any(Survives))
                return true;
            child = around;
        }

        return false;
    }

    /// <summary>True for a list that stands in the settings as it is: nobody writes many entries there.</summary>
    private static bool IsOverSettings(AwaitLoop loop)
    {
        var list = (loop.Loop as IForEachLoopOperation)?.Collection.Unwrapped();
        while (list is IInvocationOperation call)
            list = (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Unwrapped();
        if (list is ILocalReferenceOperation { Local: var local } && loop.Method.Provenance.ValuesOf(local) is { Count: 1 } values)
            list = values[0]?.Unwrapped();
        return list is IMemberReferenceOperation && Origin.OfIterations(loop.Loop, loop.Method.Model).IsConfigured;
    }

    /// <summary>One of those who may answer keeps what it was told once: the wait may be none.</summary>
    private static bool IsRemembered(AwaitLoop loop) =>
        loop.Verdict.Fission is { } fission
        && fission.Fetch.SelectMany(index => fission.Units[index].Fetches).Any(request =>
            LoopIndependence.AwaitedCall(request) is { } call && KeptAnswers.MayAnswer(call.TargetMethod, loop.Method.Model));

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
