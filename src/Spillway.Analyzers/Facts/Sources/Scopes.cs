using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>The part of a file in which the name of a variable means one thing.</summary>
internal static class Scopes
{
    /// <summary>The member around <paramref name="node"/>; the whole file for the statements of a program.</summary>
    public static SyntaxNode ScopeOfLocals(this SyntaxNode node) =>
        node.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax) ?? node.SyntaxTree.GetRoot();
}
