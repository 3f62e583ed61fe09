using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What computes for long, and who waits meanwhile? On the line where the work begins.</summary>
public sealed class EventLoopQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(EventLoop);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from work in method.Computations
        select (work.Location.Line(), $"{work.Name}: {method.LoopHeldAt(work.Operation)}");
}
