using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What do the conditions that hold there say of how often a loop runs? On the line where the loop begins; no answer where they say nothing.</summary>
public sealed class CountBoundsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(CountBounds);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from body in method.Bodies
        from loop in body.OwnOperations().OfType<ILoopOperation>()
        let most = Origin.OfCheckedIterations(loop, method.Model)
        where most.Kind < Origin.OfIterations(loop, method.Model).Kind
        select (loop.Line(), most.Kind == OriginKind.Constant ? $"at most {most.Count}" : "limited");
}
