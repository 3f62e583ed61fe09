using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Writes a queue with a bound, and its writers as ones that wait for room.</summary>
internal static class BoundedQueue
{
    /// <summary>How much may wait. A round number, for people to change: only they know how large an item is.</summary>
    public const string Capacity = "1000";

    /// <summary>The changes, or null where the creation has another form.</summary>
    public static IReadOnlyList<TextChange>? Write(SyntaxNode created, IReadOnlyCollection<SyntaxNode> writes, string kind)
    {
        if (kind == "collection")
        {
            return created.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() switch
            {
                { ArgumentList: { Arguments.Count: 0 } none } => new[] { new TextChange(none.Span, $"({Capacity})") },
                _ => null,
            };
        }

        if (created.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: var called, ArgumentList: var arguments }
            || called.DescendantNodesAndSelf().OfType<GenericNameSyntax>().LastOrDefault(n => n.Identifier.ValueText == "CreateUnbounded") is not { } name
            || Options(arguments) is not { } options)
        {
            return null;
        }

        var changes = new List<TextChange>
        {
            new(name.Identifier.Span, "CreateBounded"),
            new(arguments.Span, $"(new BoundedChannelOptions({Capacity}) {{ FullMode = BoundedChannelFullMode.Wait{options} }})"),
        };
        foreach (var write in writes)
        {
            if (write.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Name: var method }, Parent: ExpressionStatementSyntax } call)
                return null;

            changes.Add(new TextChange(new TextSpan(call.SpanStart, 0), "await "));
            changes.Add(new TextChange(method.Span, "WriteAsync"));
        }

        return changes.OrderBy(change => change.Span.Start).ToList();
    }

    /// <summary>What the options said already, which the bounded ones can say as well.</summary>
    private static string? Options(ArgumentListSyntax arguments)
    {
        if (arguments.Arguments.Count == 0)
            return "";

        return arguments.Arguments.Count == 1 && arguments.Arguments[0].Expression is BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: var initializer } creation
            && !creation.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsDirective)
            ? string.Concat(initializer?.Expressions.Select(expression => $", {expression}") ?? Enumerable.Empty<string>())
            : null;
    }
}
