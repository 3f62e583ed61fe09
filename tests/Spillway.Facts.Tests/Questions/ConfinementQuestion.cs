using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;

namespace Spillway.Facts.Tests.Questions;

/// <summary>What if two operations use this object at the same time? On the line of each field, property and primary constructor parameter.</summary>
public sealed class ConfinementQuestion : IFactQuestion
{
    /// <inheritdoc />
    public string Name => nameof(Confinement);

    /// <inheritdoc />
    public IEnumerable<(int Line, string Answer)> Ask(Compilation compilation, AnalyzerOptions options, SyntaxTree tree)
    {
        var model = ConcurrencyModel.For(compilation, options, CancellationToken.None);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (!IsHolder(node))
                continue;

            var symbol = model.Semantics(tree).GetDeclaredSymbol(node);
            var type = symbol switch
            {
                IFieldSymbol field => field.Type,
                IPropertySymbol property => property.Type,
                IParameterSymbol parameter => parameter.Type,
                _ => null,
            };
            yield return (node.GetLocation().Line(), Show(model.Confinement.Of(type)));
        }
    }

    private static bool IsHolder(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } => true,
        PropertyDeclarationSyntax => true,
        ParameterSyntax { Parent.Parent: TypeDeclarationSyntax } => true,
        _ => false,
    };

    private static string Show(TypeSafety safety) =>
        safety.Safety == Safety.Confined ? $"confined: {safety.Through}" : safety.Safety.ToString().ToLowerInvariant();
}
