using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which steps rely on an answer that may be out of date? On the line of the question: the steps.</summary>
public sealed class CheckThenActsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "CheckThenActs";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var found in method.CheckThenActs)
                yield return (found.Check.Operation.Syntax.GetLocation().Line(), string.Join(", ", found.Acts.Select(act => act.Kind)));
        }
    }
}
