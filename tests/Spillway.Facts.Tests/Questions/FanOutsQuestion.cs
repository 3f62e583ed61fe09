using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>
/// Where are several tasks started at once, and what does each of them do? On the line of the query or of the call that starts one; with the
/// line of the wait, if there is one elsewhere, and what bounds them. Dropped tasks as well.
/// </summary>
public sealed class FanOutsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(MethodFacts.FanOuts);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var fanOut in method.FanOuts)
            {
                var waits = fanOut.Join is null ? "kept" : "awaited";
                var bound = fanOut.Bound is { } because ? $", bounded: {because.Label}" : "";
                yield return (fanOut.Start.Line(), $"{fanOut.Work.Kind.ToString().ToLowerInvariant()} {fanOut.Work.Name}, {fanOut.Count.Kind.ToString().ToLowerInvariant()}, {waits}{bound}");
            }

            foreach (var dropped in method.DroppedTasks)
                yield return (dropped.Start.Line(), $"dropped {dropped.Work.Name}{(dropped.IsHandled ? ", handled" : "")}{(dropped.Scoped is { } scoped ? $", {scoped.Label}" : "")}{(dropped.Arrival is { } arrival ? $", {arrival.Taken.Label}" : "")}{(dropped is { Arrival: not null, Bound: { } limit } ? $", bounded: {limit.Label}" : "")}");
        }
    }
}
