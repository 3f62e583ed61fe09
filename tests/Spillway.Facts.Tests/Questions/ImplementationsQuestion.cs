using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>Which code runs when a method is called? On the line of its declaration.</summary>
public sealed class ImplementationsQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Implementations);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (model.Semantics(tree).GetDeclaredSymbol(node) is not IMethodSymbol method)
                continue;

            var targets = model.Implementations.TargetsOf(method);
            if (targets.IsEmpty)
                yield return (method.Locations[0].Line(), "not in view");
            foreach (var target in targets)
                yield return (method.Locations[0].Line(), target.ContainingType.Name);
        }

        // A call says with which type arguments it is made.
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.Semantics(tree).GetSymbolInfo(node).Symbol is not IMethodSymbol { ContainingType.IsGenericType: true } called || called.DeclaringSyntaxReferences.IsEmpty)
                continue;

            var targets = model.Implementations.TargetsOf(called);
            yield return (node.GetLocation().Line(), targets.IsEmpty ? "not in view" : string.Join(", ", targets.Select(target => target.ContainingType.Name)));
        }
    }
}
