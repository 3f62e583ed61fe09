using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What does a method do, its callees included? On the line of the name of each method and local function with a body.</summary>
public sealed class SummariesQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Summaries);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        var semantics = model.Semantics(tree);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (!HasBody(node) || semantics.GetDeclaredSymbol(node) is not IMethodSymbol method)
                continue;

            var summary = model.Summaries.Of(method, new SummaryRun());
            var words = summary.Effects.Words().Concat(summary.Returns.Select(place => $"returns {place.Text()}")).ToList();
            if (words.Count == 0)
                words.Add("nothing");
            foreach (var word in words)
                yield return (method.Locations[0].Line(), word);
        }
    }

    private static bool HasBody(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        LocalFunctionStatementSyntax local => local.Body is not null || local.ExpressionBody is not null,
        _ => false,
    };
}
