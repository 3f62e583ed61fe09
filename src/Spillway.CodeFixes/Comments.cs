using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>What a rewrite must not lose.</summary>
internal static class Comments
{
    /// <summary>True for what people wrote between the code for each other.</summary>
    public static bool IsComment(this SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    /// <summary>The comments in <paramref name="span"/>, which <paramref name="node"/> covers.</summary>
    public static IEnumerable<SyntaxTrivia> In(SyntaxNode node, TextSpan span) =>
        node.DescendantTrivia().Where(trivia => trivia.IsComment() && span.Contains(trivia.Span));

    /// <summary>True where a comment or a directive stands in one of the spans, which <paramref name="node"/> covers.</summary>
    public static bool OrDirectivesAreIn(SyntaxNode node, params TextSpan[] spans) =>
        node.DescendantTrivia().Any(trivia => (trivia.IsComment() || trivia.IsDirective) && spans.Any(span => span.Contains(trivia.Span)));

    /// <summary>True where anything but white space stands between the tokens, directives and text that is not compiled included.</summary>
    public static bool AreIn(SyntaxNode node) => node.DescendantTrivia().Any(IsMoreThanSpace);

    /// <summary>The same without what stands before and after the node.</summary>
    public static bool AreInside(SyntaxNode node) => node.DescendantTrivia().Any(t => IsMoreThanSpace(t) && node.Span.Contains(t.Span));

    public static bool AreIn(SyntaxTriviaList trivia) => trivia.Any(IsMoreThanSpace);

    private static bool IsMoreThanSpace(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
