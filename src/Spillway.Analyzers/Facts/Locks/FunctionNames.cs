using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>How functions are called in messages.</summary>
internal static class FunctionNames
{
    /// <summary>The name of the function that <paramref name="function"/> declares, or of the member around it.</summary>
    public static string Of(SyntaxNode function)
    {
        for (var node = function; node is not null; node = node.Parent)
        {
            var name = node switch
            {
                LocalFunctionStatementSyntax local => local.Identifier.ValueText,
                MethodDeclarationSyntax method => InType(node, method.Identifier.ValueText),
                ConstructorDeclarationSyntax constructor => $"new {constructor.Identifier.ValueText}",
                PropertyDeclarationSyntax property => InType(node, property.Identifier.ValueText),
                EventDeclarationSyntax raised => InType(node, raised.Identifier.ValueText),
                IndexerDeclarationSyntax => InType(node, "this[]"),
                BaseMethodDeclarationSyntax => InType(node, "operator"),
                _ => null,
            };
            if (name is not null)
                return name;
        }

        return "the program";
    }

    private static string InType(SyntaxNode member, string name) =>
        member.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } type ? $"{type.Identifier.ValueText}.{name}" : name;
}
