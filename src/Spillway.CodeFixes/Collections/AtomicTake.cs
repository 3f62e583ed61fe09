using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using static Spillway.CodeFixes.Collections.CheckedKey;

namespace Spillway.CodeFixes.Collections;

/// <summary>Takes something out and learns in the same step whether it was there.</summary>
internal static class AtomicTake
{
    /// <summary>Removes the key by the condition itself.</summary>
    public static IReadOnlyList<TextChange>? Removed(CheckedKey key, SourceText text)
    {
        if (key.Test is not { } test || key.IsNegated || test.ContainsDirectives || Inside(test.Statement) is not { Count: > 0 } body
            || body[0] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } call } || !key.IsCall(call, "TryRemove"))
        {
            return null;
        }

        // The value that was read is the one that is taken out, so there must not be two.
        var isDiscarded = arguments[1].Expression is IdentifierNameSyntax { Identifier.ValueText: "_" } or DeclarationExpressionSyntax { Designation: DiscardDesignationSyntax };
        if (key.Value is not null && !isDiscarded || Comments.AreIn(body[0]) && body.Count > 1 || !CanMoveOut(arguments[1], test))
            return null;

        var removing = key.Value is null ? call.ToString() : $"{key.Dictionary}.TryRemove({key.Key}, {key.Out})";
        return body.Count == 1 && test.Else is null
            ? Replace(test, test, (key.Value is { } value && !IsUsedAfter(test, value) ? call.ToString() : removing) + ";")
            : body.Count == 1 ? null : new[] { new TextChange(test.Condition.Span, removing), new TextChange(Lines.Of(body[0], text), "") };
    }

    /// <summary>Takes an item by the condition itself.</summary>
    public static (IReadOnlyList<TextChange> Changes, string Method)? Taken(SyntaxNode check, SourceText text)
    {
        var condition = check;
        while (condition.Parent is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression })
            condition = condition.Parent;

        var (statement, body) = condition.Parent switch
        {
            IfStatementSyntax test when test.Condition == condition => ((StatementSyntax)test, test.Statement),
            WhileStatementSyntax loop when loop.Condition == condition => (loop, loop.Statement),
            _ => default,
        };
        if (statement is null || statement.ContainsDirectives || Inside(body) is not { Count: > 1 } inside
            || inside[0] is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method }, ArgumentList.Arguments: { Count: 1 } arguments } call }
            || method is not ("TryDequeue" or "TryPop" or "TryTake") || Comments.AreIn(inside[0]) || !CanMoveOut(arguments[0], statement))
        {
            return null;
        }

        return (new[] { new TextChange(condition.Span, call.ToString()), new TextChange(Lines.Of(inside[0], text), "") }, method);
    }

    /// <summary>A variable that is declared in the condition is seen by what follows too.</summary>
    private static bool CanMoveOut(ArgumentSyntax argument, StatementSyntax statement)
    {
        if (argument.Expression is not DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var name } })
            return true;

        var scope = statement.ScopeOfLocals();
        return !scope.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name && !statement.Span.Contains(t.Span));
    }
}
