using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Facts.Tests.SelfTests;

/// <summary>A question that is simple enough to see what the runner makes of it: what is awaited on a line?</summary>
public sealed class AwaitsPerLine : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(AwaitsPerLine);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var awaiting in tree.GetRoot().DescendantNodes().OfType<AwaitExpressionSyntax>())
        {
            var name = model.GetSymbolInfo(awaiting.Expression).Symbol?.Name ?? throw new InvalidOperationException("the toy met an unknown name");
            var loud = options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue("toy.loud", out var value) && value == "true";
            yield return (awaiting.GetLocation().GetLineSpan().StartLinePosition.Line, loud ? name.ToUpperInvariant() : name);
        }
    }
}
