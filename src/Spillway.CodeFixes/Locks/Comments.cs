using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.CodeFixes.Locks;

/// <summary>What a rewrite must not lose: comments and directives.</summary>
internal static class Comments
{
    public static bool AreIn(SyntaxNode node) => node.DescendantTrivia().Any(Is);

    /// <summary>The same without what stands before and after the node.</summary>
    public static bool AreInside(SyntaxNode node) => node.DescendantTrivia().Any(t => Is(t) && node.Span.Contains(t.Span));

    public static bool AreIn(SyntaxTriviaList trivia) => trivia.Any(Is);

    private static bool Is(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
