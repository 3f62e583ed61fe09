using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which requests could have been made together? On the line of each, with the number of its group in the body.</summary>
public sealed class SiblingAwaitsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(SiblingAwaits);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            var groups = method.SiblingAwaits;
            for (var i = 0; i < groups.Length; i++)
            {
                foreach (var request in groups[i].Requests)
                    yield return (request.Await.Line(), $"group {i + 1}");
            }
        }
    }
}
