using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Async;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Writes a queue with a bound, and its writers as ones that wait for room.</summary>
internal static class BoundedQueue
{
    /// <summary>The changes, or null where the creation has another form.</summary>
    public static IReadOnlyList<TextChange>? Write(SyntaxNode created, IReadOnlyCollection<SyntaxNode> writes, string kind, string capacity, SemanticModel model)
    {
        if (kind == "collection")
        {
            return created.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() switch
            {
                { ArgumentList: { Arguments.Count: 0 } none } => new[] { new TextChange(none.Span, $"({capacity})") },
                _ => null,
            };
        }

        if (created.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: var called, ArgumentList: var arguments }
            || called.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault(n => n.Identifier.ValueText == "CreateUnbounded") is not { } name
            || Options(arguments, capacity) is not { } options)
        {
            return null;
        }

        var changes = new List<TextChange>(options) { new(name.Identifier.Span, "CreateBounded") };
        foreach (var write in writes)
        {
            if (write.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Name: var method }, Parent: ExpressionStatementSyntax } call)
                return null;

            changes.Add(new TextChange(new TextSpan(call.SpanStart, 0), "await "));
            changes.Add(new TextChange(method.Span, "WriteAsync"));

            // Who waits for room has to hear that nobody wants the item any more.
            var token = TokenInScope.At(call, model) is { } inScope ? ", " + inScope : "";
            var close = call.ArgumentList.CloseParenToken.SpanStart;
            changes.Add(new TextChange(TextSpan.FromBounds(close, call.Span.End), token + ")" + AwaitStyle.SuffixAt(call)));
        }

        return changes.OrderBy(change => change.Span.Start).ToList();
    }

    /// <summary>The options with a bound: what they said already stays as it stands.</summary>
    private static IEnumerable<TextChange>? Options(ArgumentListSyntax arguments, string capacity)
    {
        var bounded = $"new BoundedChannelOptions({capacity})";
        const string wait = "FullMode = BoundedChannelFullMode.Wait";
        if (arguments.Arguments.Count == 0)
            return new[] { new TextChange(arguments.Span, $"({bounded} {{ {wait} }})") };

        if (arguments.Arguments.Count != 1 || arguments.Arguments[0].Expression is not BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } creation || creation.ContainsDirectives)
            return null;

        if (creation.Initializer is not { Expressions: { Count: > 0 } expressions } initializer)
            return creation.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)) ? null : new[] { new TextChange(creation.Span, $"{bounded} {{ {wait} }}") };

        var head = TextSpan.FromBounds(creation.SpanStart, initializer.OpenBraceToken.GetPreviousToken().Span.End);
        var text = creation.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(expressions[0].SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, expressions[0].SpanStart));
        var separator = string.IsNullOrWhiteSpace(indent) ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + indent : " ";
        return new[] { new TextChange(head, bounded), new TextChange(new TextSpan(expressions[0].SpanStart, 0), $"{wait},{separator}") };
    }
}
