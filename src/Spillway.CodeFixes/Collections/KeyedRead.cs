using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Collections;

/// <summary>Asks for the key and gets its value in one step.</summary>
internal static class KeyedRead
{
    /// <summary>The changes; null where the value is not only read, or where the answer is kept for later.</summary>
    public static IReadOnlyList<TextChange>? Write(CheckedKey key, IEnumerable<SyntaxNode> acts)
    {
        var reads = acts.ToList();
        if (reads.Count == 0 || !reads.All(read => IsRead(read, key)))
            return null;
        if (key.Out is not null)
            return AtHand(key, reads);
        if (key.Call.Parent is EqualsValueClauseSyntax || key.Call.Ancestors().TakeWhile(n => n is not StatementSyntax).Any(n => n is EqualsValueClauseSyntax) && !key.Call.Ancestors().Any(n => n is ConditionalExpressionSyntax)
            || key.Call is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var method }, ArgumentList.Arguments: var arguments })
        {
            return null;
        }

        var name = new Names(key.Call).New("value");
        var argument = arguments[0];
        var changes = reads.Select(r => new TextChange(r.Span, name)).ToList();
        changes.Add(new TextChange(method.Span, "TryGetValue"));
        changes.Add(new TextChange(new TextSpan(argument.Span.End, 0), $", out var {name}"));
        return changes.OrderBy(c => c.Span.Start).ToList();
    }

    /// <summary>True for a value that is only read.</summary>
    public static bool IsRead(SyntaxNode act, CheckedKey key) =>
        key.IsElement(act) && !(act.Parent is AssignmentExpressionSyntax assignment && assignment.Left == act) && act.Parent is not ArgumentSyntax { RefKindKeyword.RawKind: not 0 };

    /// <summary>The value has been got already, and nothing has happened since.</summary>
    private static IReadOnlyList<TextChange>? AtHand(CheckedKey key, IReadOnlyList<SyntaxNode> reads)
    {
        if (key.Value is not { } value || key.Test is null)
            return null;

        var between = TextSpan.FromBounds(key.Call.Span.End, reads.Max(r => r.SpanStart));
        var hasHappened = key.Call.ScopeOfLocals().DescendantNodes(n => n.Span.IntersectsWith(between)).Any(n => n.SpanStart >= between.Start && n.Span.End <= between.End
            && n is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
        var isRepeated = reads.Any(r => r.Ancestors().TakeWhile(around => !around.Span.Contains(key.Call.Span)).Any(around => around is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax));
        return hasHappened || isRepeated ? null : reads.Select(r => new TextChange(r.Span, value)).ToList();
    }
}
