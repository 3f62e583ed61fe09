using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary>Writes an <c>await</c> in front of an expression, by small changes of the text that leave everything else as it was typed.</summary>
internal static class AwaitText
{
    /// <summary>
    /// Awaits <paramref name="task"/> in the place of <paramref name="whole"/>, which it is a part of: what stands behind it goes.
    /// <paramref name="more"/> is put behind the task.
    /// </summary>
    public static IEnumerable<TextChange> InPlaceOf(ExpressionSyntax whole, ExpressionSyntax task, string more)
    {
        var needsParentheses = NeedsParentheses(whole);
        yield return new TextChange(new TextSpan(whole.SpanStart, 0), needsParentheses ? "(await " : "await ");
        yield return new TextChange(TextSpan.FromBounds(task.Span.End, whole.Span.End), more + (needsParentheses ? ")" : ""));
    }

    /// <summary>True where an await among the parts of the statement cannot be compiled, or would mean something else.</summary>
    /// <param name="place">Where the await would stand.</param>
    /// <param name="model">The semantic model of the document.</param>
    /// <param name="isRewritten">True when the place's own parts are written anew, and looked at there.</param>
    public static bool IsRuledOut(ExpressionSyntax place, SemanticModel model, bool isRewritten = false)
    {
        if (AwaitPlace.ObstacleAt(place) != AwaitObstacle.None || (!isRewritten && place.Parent is ConditionalAccessExpressionSyntax or MemberBindingExpressionSyntax)
            || place.Ancestors().OfType<ConditionalAccessExpressionSyntax>().Any(access => access.WhenNotNull.Span.Contains(place.Span)))
        {
            return true;
        }

        var function = AwaitPlace.FunctionAround(place);
        if (function is not null && AsyncForm.BodyOf(function) is { } body && (AsyncForm.HoldsReferences(body, model) || AsyncForm.KeepsThread(body, model)))
            return true;

        if (ThreadScopes.IsInside(place, model))
            return true;

        // A target that others can see would be read before the wait and written after it.
        if (place.Ancestors().TakeWhile(a => a is not (StatementSyntax or AnonymousFunctionExpressionSyntax)).OfType<AssignmentExpressionSyntax>().Any(a => !a.IsKind(SyntaxKind.SimpleAssignmentExpression)
            && model.GetSymbolInfo(a.Left).Symbol is not (ILocalSymbol or IParameterSymbol)))
        {
            return true;
        }

        var statement = place.Ancestors().FirstOrDefault(a => a is StatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax);
        return statement is not null && statement is not BlockSyntax && PartsOf(statement).Any(part => !(isRewritten && place.Span.Contains(part.Span)) && model.GetTypeInfo(part).Type?.IsRefLikeType == true);
    }

    /// <summary>True where a failure is taken out of the exception that waiting wraps around it.</summary>
    public static bool IsUnwrapped(SyntaxNode place)
    {
        for (SyntaxNode child = place, parent = place.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (AwaitPlace.IsFunction(child))
                return false;

            if (parent is TryStatementSyntax attempt && attempt.Block == child && attempt.Catches.Any(LooksInside))
                return true;
        }

        return false;
    }

    private static IEnumerable<ExpressionSyntax> PartsOf(SyntaxNode statement) =>
        statement.DescendantNodes(n => n == statement || (!AwaitPlace.IsFunction(n) && n is not StatementSyntax)).OfType<ExpressionSyntax>();

    private static bool LooksInside(CatchClauseSyntax handler) =>
        handler.DescendantTokens().Any(token => token.ValueText is "AggregateException" or "InnerException" or "InnerExceptions" or "GetBaseException" or "Flatten");

    /// <summary>True where an await in the place of the expression would swallow what stands behind it.</summary>
    public static bool NeedsParentheses(ExpressionSyntax whole) => whole.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == whole,
        ElementAccessExpressionSyntax access => access.Expression == whole,
        ConditionalAccessExpressionSyntax access => access.Expression == whole,
        InvocationExpressionSyntax call => call.Expression == whole,
        PostfixUnaryExpressionSyntax => true,
        _ => false,
    };
}
