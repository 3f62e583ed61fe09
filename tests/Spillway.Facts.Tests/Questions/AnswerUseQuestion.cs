using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What comes of it when another thread comes between? On the line of the question: something breaks, or something is repeated in vain.</summary>
public sealed class AnswerUseQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => "AnswerUse";

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            foreach (var found in method.CheckThenActs)
                yield return (found.Check.Operation.Syntax.GetLocation().Line(), found.OnlyRepeats ? "repeats" : "breaks");
        }
    }
}
