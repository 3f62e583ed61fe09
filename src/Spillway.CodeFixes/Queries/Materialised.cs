using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Queries;

/// <summary>A query whose elements are made at once and kept.</summary>
internal static class Materialised
{
    /// <summary>True when <paramref name="query"/> is kept in a list or array already.</summary>
    public static bool Is(ExpressionSyntax query) => query is InvocationExpressionSyntax
    {
        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray" or "ToHashSet" or "ToImmutableArray" or "ToImmutableList" },
    };

    /// <summary>The changes that keep the elements of <paramref name="query"/> in a list.</summary>
    public static TextChange[] ToList(ExpressionSyntax query)
    {
        var end = new TextChange(new TextSpan(query.Span.End, 0), ".ToList()");
        return query is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax
            ? new[] { end }
            : new[] { new TextChange(new TextSpan(query.SpanStart, 0), "("), new TextChange(new TextSpan(query.Span.End, 0), ").ToList()") };
    }
}
