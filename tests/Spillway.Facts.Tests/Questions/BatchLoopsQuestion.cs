using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Does a loop wait for batches, or drain a collection of tasks? On the line of the wait.</summary>
public sealed class BatchLoopsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(BatchLoop);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var loop in method.BatchLoops)
                yield return (loop.Wait.Line(), $"batch of {loop.StartName}");
            foreach (var loop in method.DrainLoops)
                yield return (loop.Wait.Line(), $"drains {loop.Collection.Name}");
        }
    }
}
