using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Does code see to its own failures? On the line of the name of a method or local function.</summary>
public sealed class SeenFailuresQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(SeenFailures);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            if (method.Symbol is { MethodKind: not MethodKind.AnonymousFunction } symbol && method.Bodies[0] is IBlockOperation body && method.Model.SeenFailures.In(body))
                yield return (symbol.Locations[0].Line(), "seen");
        }
    }
}
