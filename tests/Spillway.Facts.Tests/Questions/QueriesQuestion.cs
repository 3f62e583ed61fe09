using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which calls go to the database once for each item? On the line of the call: what is asked, for each what, through what, and over how many calls.</summary>
public sealed class QueriesQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "Queries";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var call in method.RepeatedCalls)
            {
                if (call.Kind == DatabaseCallKind.Save && SaveLoop.Of(call, method) is null)
                {
                    yield return (call.Operation.Line(), $"save per {call.Iteration.Item}, which cannot wait");
                    continue;
                }

                var lookup = BatchLookup.Of(call, method) is { } batch ? $", batch by {batch.Key.Name}" : "";
                var weight = call.Kind == DatabaseCallKind.Save || !call.IsKeyed ? "" : QueryWeight.Of(call, method) switch { Gain.None => ", no gain", Gain.Small => ", small gain", _ => "" };
                var hops = call.Because.Length > 2 ? $", {call.Because.Length - 1} calls" : "";
                yield return (call.Operation.Line(), $"{call.Kind.ToString().ToLowerInvariant()} per {call.Item} through {call.Through}{hops}{lookup}{weight}");
            }
        }
    }
}
