using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Analyzers;

/// <summary>The types, member and local functions around a place, by name: what a baseline knows a finding by when its line moves.</summary>
internal static class EnclosingMember
{
    /// <summary>Outermost first, as in <c>Orders.LoadAsync</c>; empty for code outside of every type, but for its local functions.</summary>
    internal static string Of(SyntaxNode root, TextSpan span)
    {
        var names = new List<string>();
        for (var node = root.FindNode(span); node is not null; node = node.Parent)
        {
            if (NameOf(node, span) is { } name)
                names.Add(name);
        }

        names.Reverse();
        return string.Join(".", names);
    }

    // Parameters are left out: one more of them does not make another method.
    private static string? NameOf(SyntaxNode node, TextSpan span) => node switch
    {
        TypeDeclarationSyntax type => type.Identifier.ValueText + type.TypeParameterList,
        MethodDeclarationSyntax method => method.ExplicitInterfaceSpecifier + method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.ExplicitInterfaceSpecifier + property.Identifier.ValueText,
        EventDeclarationSyntax @event => @event.ExplicitInterfaceSpecifier + @event.Identifier.ValueText,
        IndexerDeclarationSyntax indexer => indexer.ExplicitInterfaceSpecifier + "this[]",
        ConstructorDeclarationSyntax => "new",
        DestructorDeclarationSyntax destructor => "~" + destructor.Identifier.ValueText,
        OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.ValueText,
        ConversionOperatorDeclarationSyntax conversion => "operator " + conversion.Type,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.FirstOrDefault(variable => variable.Span.Contains(span))?.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => null,
    };
}
