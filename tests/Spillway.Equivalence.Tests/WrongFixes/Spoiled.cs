using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Equivalence.Tests.WrongFixes;

/// <summary>
/// Fixes as somebody might have written them who was not careful: each takes what the right fix made and changes one thing. Null
/// where the program has nothing of the kind.
/// </summary>
internal static class Spoiled
{
    /// <summary>Results in the order in which they came.</summary>
    public static string? CompletionOrder(string text) =>
        text.Contains(".SelectConcurrentAsync(", StringComparison.Ordinal)
            ? text.Replace(".SelectConcurrentAsync(", ".SelectAsTheyComeAsync(", StringComparison.Ordinal).Replace("using System;", "using System;\nusing Spillway.Equivalence.Tests.WrongFixes;", StringComparison.Ordinal)
            : null;

    /// <summary>More at a time than the project allows.</summary>
    public static string? BoundExceeded(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return Selections(root).FirstOrDefault()?.ArgumentList.Arguments[0].Expression is { } limit
            ? root.ReplaceNode(limit, SyntaxFactory.ParseExpression("64")).ToFullString()
            : null;
    }

    /// <summary>Items are asked for that the loop would have left out.</summary>
    public static string? GuardDropped(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return FilterOf(root) is { Expression: MemberAccessExpressionSyntax { Expression: var items } } filter
            ? root.ReplaceNode(filter, items).ToFullString()
            : null;
    }

    /// <summary>What uses a result runs as soon as the result is there.</summary>
    public static string? ConsumerMovedIn(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        foreach (var loop in root.DescendantNodes().OfType<ForEachVariableStatementSyntax>())
        {
            if (Moved(loop, loop.Variable.ToString(), loop.Expression) is { } moved)
                return root.ReplaceNode(loop, moved).ToFullString();
        }

        foreach (var loop in root.DescendantNodes().OfType<ForEachStatementSyntax>())
        {
            if (Moved(loop, "var " + loop.Identifier, loop.Expression) is { } moved)
                return root.ReplaceNode(loop, moved).ToFullString();
        }

        return null;
    }

    /// <summary>The last item is forgotten.</summary>
    public static string? LastItemLost(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return Selections(root).FirstOrDefault()?.Expression is MemberAccessExpressionSyntax { Expression: var items }
            ? root.ReplaceNode(items, SyntaxFactory.ParseExpression($"({items}).SkipLast(1)")).ToFullString()
            : null;
    }

    private static StatementSyntax? Moved(CommonForEachStatementSyntax loop, string result, ExpressionSyntax source)
    {
        if (source is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: [var limit, { Expression: ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } value } lambda }, ..] } call }
            || call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SelectConcurrentAsync", Expression: var items })
        {
            return null;
        }

        var (item, token) = (lambda.ParameterList.Parameters[0].ToString(), lambda.ParameterList.Parameters[1].ToString());

        // In the lambda, names of its own parameters cannot be declared again.
        var names = result.Replace($"({item}, ", "(var same, ", StringComparison.Ordinal);
        if (names != result)
            names = names.Replace("var (var same, ", "var (same_, ", StringComparison.Ordinal);
        var body = loop.Statement.ToString().Replace("continue;", "return;", StringComparison.Ordinal);
        return SyntaxFactory.ParseStatement(
            $"await Parallel.ForEachAsync({items}, new ParallelOptions {{ MaxDegreeOfParallelism = {limit} }}, async ({item}, {(token == "_" ? "token_" : token)}) => {{ {names} = {value}; {body} }});\n");
    }

    private static IEnumerable<InvocationExpressionSyntax> Selections(SyntaxNode root) =>
        root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SelectConcurrentAsync" });

    /// <summary>The last filter ahead of a selection.</summary>
    private static InvocationExpressionSyntax? FilterOf(SyntaxNode root) =>
        Selections(root)
            .Select(call => ((MemberAccessExpressionSyntax)call.Expression).Expression)
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Where" });
}
