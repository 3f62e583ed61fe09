using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;

namespace Spillway.CodeFixes.Async;

/// <summary><c>await Task.Run(() => file.Read())</c> as <c>await file.ReadAsync()</c>.</summary>
internal static class UnwrappedRun
{
    /// <summary>The change that awaits the asynchronous form of the one call that <paramref name="wrapper"/> runs; null where there is none, or a comment would be lost.</summary>
    public static AwaitedCall? Of(InvocationExpressionSyntax wrapper, SemanticModel model, string? twin)
    {
        var awaited = wrapper.FirstAncestorOrSelf<AwaitExpressionSyntax>();
        if (awaited is null || AwaitPlace.ObstacleAt(awaited) != AwaitObstacle.None
            || wrapper.ArgumentList.Arguments.FirstOrDefault()?.Expression is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0 } lambda
            || CallIn(lambda) is not { } call
            || AwaitedCall.Of(call, model, twin) is not { } inner)
        {
            return null;
        }

        // What stands before the whole stays where it is.
        if (awaited.DescendantTrivia().Any(t => t.IsComment() && awaited.Span.Contains(t.Span) && !call.Span.Contains(t.Span)))
            return null;

        var text = call.ToString();
        foreach (var change in inner.Changes.OrderByDescending(c => c.Span.Start).ThenByDescending(c => c.NewText == "await " ? 0 : 1))
        {
            var start = change.Span.Start - call.SpanStart;
            text = text.Remove(start, change.Span.Length).Insert(start, change.NewText!);
        }

        return inner with { Changes = ImmutableArray.Create(new TextChange(awaited.Span, text)) };
    }

    private static InvocationExpressionSyntax? CallIn(LambdaExpressionSyntax lambda) => lambda.Body switch
    {
        InvocationExpressionSyntax call => call,
        BlockSyntax { Statements: { Count: 1 } statements } => statements[0] switch
        {
            ReturnStatementSyntax { Expression: InvocationExpressionSyntax call } => call,
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => call,
            _ => null,
        },
        _ => null,
    };
}
