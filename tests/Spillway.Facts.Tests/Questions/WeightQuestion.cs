using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What is true, and matters little or much? On the line where it would be reported.</summary>
public sealed class WeightQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "Weight";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var wait in method.TaskWaits)
                yield return (wait.Operation.Line(), $"task: {Word(WaitWeight.IsSmall(wait, method))}");
            foreach (var given in method.AsyncDelegates)
                yield return (given.Marked.Line(), $"delegate: {Word(given.IsSeen)}");
            foreach (var nested in method.NestedTasks)
                yield return (nested.Marked.Line(), $"nested: {Word(nested.IsUnasked)}");
            foreach (var fanOut in method.FanOuts.Where(fanOut => fanOut.IsUnbounded))
                yield return (fanOut.Start.Line(), $"fan-out: {Word(FanOutWeight.IsSmall(fanOut, method))}, {fanOut.Work.Because.Label}");
            foreach (var dropped in method.DroppedTasks.Where(dropped => dropped.Trouble is not null))
                yield return (dropped.Start.Line(), $"dropped: {Word(dropped.IsSmall)}");
            foreach (var thread in method.NewThreads)
                yield return (thread.Creation.Line(), $"thread: {Word(thread.IsFar)}");
            foreach (var queue in method.UnboundedQueues)
                yield return (queue.Creation.Line(), $"queue: {Word(queue.Flood is null || queue.IsOfNotices)}");
            foreach (var call in method.Calls)
            {
                if (method.PromisesTask && call.Cost.Blocking is { IsDirect: true, IsAvoidable: true, Kind: not BlockKind.Task } wait)
                    yield return (call.Operation.Line(), $"{wait.Kind.ToString().ToLowerInvariant()}: {Word(SmallGains.At(call, wait, method))}");
            }
        }
    }

    private static string Word(bool isSmall) => isSmall ? "small" : "full";
}
