using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Is something lost where an answer was out of date, or is something only done in vain? On the line of the question.</summary>
public sealed class CheckThenActWeightQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "CheckThenActWeight";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree) =>
        from method in Bodies.In(compilation, options, tree)
        from found in method.CheckThenActs
        select (found.Check.Operation.Syntax.GetLocation().Line(), found.OnlyRepeats ? "in vain" : "lost");
}
