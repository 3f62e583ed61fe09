using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Collections;

/// <summary>Asks for the key and gets its value in one step.</summary>
internal static class KeyedRead
{
    /// <summary>The changes; null where the value is not only read, or where the answer is kept for later.</summary>
    public static IReadOnlyList<TextChange>? Write(CheckedKey key, IEnumerable<SyntaxNode> acts)
    {
        var reads = acts.ToList();
        if (key.Out is not null || reads.Count == 0 || reads.Any(r => !key.IsElement(r) || r.Parent is AssignmentExpressionSyntax assignment && assignment.Left == r || r.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
            || key.Call.Parent is EqualsValueClauseSyntax || key.Call.Ancestors().TakeWhile(n => n is not StatementSyntax).Any(n => n is EqualsValueClauseSyntax) && !key.Call.Ancestors().Any(n => n is ConditionalExpressionSyntax)
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
}
