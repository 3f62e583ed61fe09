using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Loops;

/// <summary>Keeps walks over syntax out of nested functions.</summary>
internal static class Functions
{
    public static bool AreNot(SyntaxNode node) => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
