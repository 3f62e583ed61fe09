using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>May the iterations overlap? On the line where the loop begins.</summary>
public sealed class LoopIndependenceQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(LoopIndependence);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        Bodies.In(compilation, options, tree)
            .SelectMany(method => method.AwaitLoops)
            .Select(loop => (loop.Loop.Line(), Show(loop.Verdict)));

    private static string Show(Verdict verdict) => verdict.Overlap switch
    {
        Overlap.Independent => "independent",
        var overlap => $"{overlap.ToString().ToLowerInvariant()}: {verdict.Reason}",
    };
}
