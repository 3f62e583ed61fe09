using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which code keeps nobody waiting, because it runs once, or because its program serves nobody? On the line of the name of a method.</summary>
public sealed class PreparationQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(MethodFacts.IsPreparation);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        foreach (var method in Bodies.In(compilation, options, tree))
        {
            if (method.Symbol is not { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false } symbol || !symbol.CanBeReferencedByName)
                continue;
            if (method.IsPreparation)
                yield return (symbol.Locations[0].Line(), "preparation");
            else if (method.ServesNobody)
                yield return (symbol.Locations[0].Line(), "serves nobody");
        }
    }
}
