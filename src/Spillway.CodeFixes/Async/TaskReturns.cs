using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>The returns of a function that hands tasks out and becomes async: it returns what is in them.</summary>
internal static class TaskReturns
{
    /// <summary>Adds the changes of all returns to <paramref name="changes"/>; false where one of them cannot be written.</summary>
    public static bool Rewrite(SyntaxNode function, SemanticModel model, List<TextChange> changes)
    {
        if (AsyncForm.SymbolOf(function, model)?.ReturnType is not { } type || AsyncForm.BodyOf(function) is not { } body)
            return false;

        var hasResult = type.AwaitedResult() is not null;
        if (body is ExpressionSyntax expression)
            return Value(expression, hasResult, model, changes, isStatement: !hasResult);

        foreach (var exit in body.DescendantNodes(n => n == body || !AwaitPlace.IsFunction(n)).OfType<ReturnStatementSyntax>())
        {
            if (exit.Expression is not { } value || (hasResult ? !Value(value, true, model, changes, isStatement: false) : !Leave(exit, value, body, model, changes)))
                return false;
        }

        return true;
    }

    private static bool Leave(ReturnStatementSyntax exit, ExpressionSyntax value, SyntaxNode body, SemanticModel model, List<TextChange> changes)
    {
        if (value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression))
            return false;

        var isLast = exit.Parent == body && body is BlockSyntax block && block.Statements.Last() == exit;
        if (IsComplete(value, model) is { } done && done.Arguments is null)
        {
            var line = exit.SyntaxTree.GetText().Lines.GetLineFromPosition(exit.SpanStart);
            if (isLast && ((BlockSyntax)body).Statements.Count > 1 && !exit.GetLeadingTrivia().Concat(exit.GetTrailingTrivia()).Any(trivia => trivia.IsComment() || trivia.IsDirective) && line.ToString().Trim() == exit.ToString())
                changes.Add(new TextChange(Lines.WithBlankLineAbove(line.SpanIncludingLineBreak, exit.SyntaxTree.GetText()), ""));
            else
                changes.Add(new TextChange(TextSpan.FromBounds(exit.ReturnKeyword.Span.End, exit.SemicolonToken.SpanStart), ""));
            return true;
        }

        if (!isLast && exit.Parent is not BlockSyntax)
            return false;

        changes.Add(new TextChange(exit.ReturnKeyword.Span, "await"));
        Close(value, changes, AwaitStyle.SuffixAt(exit), model);
        if (!isLast)
            changes.Add(new TextChange(new TextSpan(exit.SemicolonToken.Span.End, 0), Separator(exit) + "return;"));
        return true;
    }

    /// <summary>A line of its own for what follows, where <paramref name="exit"/> has one.</summary>
    private static string Separator(ReturnStatementSyntax exit)
    {
        var text = exit.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(exit.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, exit.SpanStart));
        var end = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        return string.IsNullOrWhiteSpace(indent) ? (end.Length > 0 ? end : "\n") + indent : " ";
    }

    private static bool Value(ExpressionSyntax value, bool hasResult, SemanticModel model, List<TextChange> changes, bool isStatement)
    {
        if (value is ThrowExpressionSyntax)
            return true;
        if (value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression))
            return false;

        if (hasResult && !isStatement && IsComplete(value, model) is { Arguments: { Arguments: { Count: 1 } arguments } list })
        {
            changes.Add(new TextChange(TextSpan.FromBounds(value.SpanStart, arguments[0].SpanStart), ""));
            changes.Add(new TextChange(TextSpan.FromBounds(arguments[0].Span.End, list.Span.End), ""));
            return true;
        }

        changes.Add(new TextChange(new TextSpan(value.SpanStart, 0), "await "));
        Close(value, changes, AwaitStyle.SuffixAt(value), model);
        return true;
    }

    private static void Close(ExpressionSyntax value, List<TextChange> changes, string configured, SemanticModel model)
    {
        var isPrimary = value is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or ObjectCreationExpressionSyntax;
        if (!model.GetTypeInfo(value).Type.IsTaskLike())
            configured = "";
        if (!isPrimary)
            changes.Add(new TextChange(new TextSpan(value.SpanStart, 0), "("));
        if (!isPrimary || configured.Length > 0)
            changes.Add(new TextChange(new TextSpan(value.Span.End, 0), (isPrimary ? "" : ")") + configured));
    }

    /// <summary>A task that is complete from the start: with the arguments that make its result, or without any.</summary>
    private static (bool IsKnown, ArgumentListSyntax? Arguments)? IsComplete(ExpressionSyntax value, SemanticModel model)
    {
        switch (value)
        {
            case MemberAccessExpressionSyntax or IdentifierNameSyntax when model.GetSymbolInfo(value).Symbol is IPropertySymbol property && TaskApis.Of(property) == TaskApi.Complete:
                return (true, null);
            case InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "FromResult" } method && TaskApis.Of(method) == TaskApi.Complete:
                return (true, call.ArgumentList);
            default:
                return null;
        }
    }
}
