using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Async;

/// <summary>An expression that computes, computed by other threads and awaited here.</summary>
internal static class MovedWork
{
    /// <summary>The changes that hand <paramref name="work"/> to the compute pool, or else to the thread pool; none where no await can stand there.</summary>
    public static ImmutableArray<TextChange> Of(ExpressionSyntax work, SemanticModel model, bool toComputePool)
    {
        if (AwaitText.IsRuledOut(work, model, isRewritten: true))
            return ImmutableArray<TextChange>.Empty;

        var needsParentheses = AwaitText.NeedsParentheses(work);
        var token = TokenInScope.At(work, model) is { } name ? ", " + name : "";
        var parameter = work.DescendantTokens().Any(t => t.Text == "_") ? new Names(work).New("token") : "_";
        var start = toComputePool ? $"await ComputePool.Shared.RunAsync({parameter} => " : "await Task.Run(() => ";

        // What follows on a user interface usually needs its thread again.
        var suffix = toComputePool ? AwaitStyle.SuffixAt(work) : "";
        return ImmutableArray.Create(
            new TextChange(new TextSpan(work.SpanStart, 0), needsParentheses ? "(" + start : start),
            new TextChange(new TextSpan(work.Span.End, 0), $"{token}){suffix}{(needsParentheses ? ")" : "")}"));
    }
}
