using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// Where are locks taken and given back, and what does a place hold? On the line of each act what is known of it, on the line of each call the innermost lock that one thread
/// holds there, and on the line of each way out with a lock whether it is one that happens.
/// </summary>
public sealed class LockActsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "LockActs";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            var sets = method.LockSets;
            if (!IsInOrder(sets.Acquisitions.Select(taken => taken.Taken)) || !IsInOrder(sets.Releases))
                yield return (method.Bodies[0].Line(), "not in the order of the source");
            foreach (var taken in sets.Acquisitions)
                yield return (taken.Taken.Site.GetLocation().Line(), Show(taken));
            foreach (var released in sets.Releases)
                yield return (released.Site.GetLocation().Line(), $"gives back {released.Name}");
            foreach (var turn in sets.Turns)
                yield return (turn.At.GetLocation().Line(), $"goes round with {string.Join(", ", turn.State.Held.Select(held => held.Name))}");
            foreach (var exit in sets.Exits.Where(exit => exit is { Throws: true, IsLikely: true } && exit.State.Held.Any(held => held.IsCertain)))
                yield return (exit.At.GetLocation().Line(), "may well fail");
            foreach (var call in method.Calls)
            {
                if (sets.InnermostAt(call.Operation.Syntax) is { } innermost)
                    yield return (call.Location.Line(), $"inside {innermost.Name}");
            }
        }
    }

    private static bool IsInOrder(IEnumerable<HeldLock> locks) =>
        locks.Select(held => held.Site.SpanStart).ToList() is var starts && starts.SequenceEqual(starts.Order());

    private static string Show(LockAcquisition taken) => string.Join(
        ", ",
        new[]
        {
            $"takes {taken.Taken.Name}{(taken.Taken.IsCertain ? "" : "?")}",
            taken.Via is { } callee ? $"through {callee.Name}" : "",
            taken.Before.IsEmpty ? "" : $"after {string.Join(" and ", taken.Before.Held.Select(held => held.Name + (held.IsCertain ? "" : "?")))}",
            taken.Taken.Lock.IsPerKey ? "one of many" : "",
            taken.Taken.IsScope ? "a scope" : taken.Taken.IsLockStatement ? "a statement" : "",
            taken.Taken.IsThreadBound ? "" : "by any thread",
            taken.Target is { } target ? $"object {target.Syntax}" : "",
        }.Where(words => words.Length > 0));
}
