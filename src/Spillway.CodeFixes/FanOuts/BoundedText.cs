using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Writes a fan-out as a bounded one. The tasks are made inside the lambda, so that none exists before it may run.</summary>
internal static class BoundedText
{
    /// <summary>The results of all, in the order of the items; the wait's await and configuration stay around the call.</summary>
    public static TextChange? WithResults(StartedTasks tasks, SemanticModel model, string limit)
    {
        var (body, token, outer) = Body(tasks, model);
        var isAsync = tasks.IsAsync ? "async " : "";
        var call = $"{tasks.Items}.SelectConcurrentAsync({limit}, {isAsync}({tasks.Variable}, {token}) =>{Gap(tasks)}{body}{(outer is null ? "" : $", {outer}")})";
        return Change(tasks, call);
    }

    /// <summary>Nobody uses results: the framework's own loop does.</summary>
    public static TextChange? WithoutResults(StartedTasks tasks, SemanticModel model, string limit)
    {
        var (body, token, outer) = Body(tasks, model);
        if (tasks.Body is BlockSyntax block)
        {
            // A block that hands a task back has to await it instead, and one that returns a value has nowhere to return it to.
            if (!tasks.IsAsync || block.DescendantNodes(n => Functions.AreNot(n)).Any(n => n is ReturnStatementSyntax { Expression: not null }))
                return null;
        }
        else if (!tasks.IsAsync)
        {
            body = $"await {Operand(body, tasks.Body)}{(tasks.LeavesContext ? ".ConfigureAwait(false)" : "")}";
        }
        else if (tasks.Body is not (AwaitExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax))
        {
            return null;
        }

        var options = $"new ParallelOptions {{ MaxDegreeOfParallelism = {limit}{(outer is null ? "" : $", CancellationToken = {outer}")} }}";
        return Change(tasks, $"Parallel.ForEachAsync({tasks.Items}, {options}, async ({tasks.Variable}, {token}) =>{Gap(tasks)}{body})");
    }

    /// <summary>Work that computes, where a thread waits for it.</summary>
    public static TextChange? Blocking(StartedTasks tasks) =>
        Change(tasks, $"Parallel.ForEach({tasks.Items}, {tasks.Variable} =>{Gap(tasks)}{tasks.Body})");

    /// <summary>Work that computes, where an await waits for it; the framework's loop throws what the work throws, as the await did.</summary>
    public static TextChange? Computing(StartedTasks tasks)
    {
        var discard = tasks.Body.DescendantTokens().Any(t => t.Text == "_") ? new Names(tasks.Join).New("token") : "_";
        if (tasks.Body is not BlockSyntax block)
        {
            return tasks.Body is InvocationExpressionSyntax or AssignmentExpressionSyntax
                ? Change(tasks, $"Parallel.ForEachAsync({tasks.Items}, ({tasks.Variable}, {discard}) => {{ {tasks.Body}; return ValueTask.CompletedTask; }})")
                : null;
        }

        // A block that returns on its way has no place where the one return could be added.
        if (block.CloseBraceToken.IsMissing || block.DescendantNodes(n => Functions.AreNot(n)).Any(n => n is ReturnStatementSyntax))
            return null;

        var text = block.ToString();
        var close = text.LastIndexOf('}');
        var line = text.LastIndexOf('\n', close);
        var indent = line < 0 ? " " : text.Substring(line + 1, close - line - 1);
        var newLine = line < 0 ? " " : line > 0 && text[line - 1] == '\r' ? "\r\n" : "\n";
        var body = line < 0
            ? text.Substring(0, close) + "return ValueTask.CompletedTask; }"
            : $"{text.Substring(0, close)}{(indent.Contains('\t') ? "\t" : "    ")}return ValueTask.CompletedTask;{newLine}{indent}}}";
        return Change(tasks, $"Parallel.ForEachAsync({tasks.Items}, ({tasks.Variable}, {discard}) =>{Gap(tasks)}{body})");
    }

    private static TextChange? Change(StartedTasks tasks, string call)
    {
        if (tasks.Statement is not { } statement || tasks.Join.SyntaxTree.GetRoot().DescendantTrivia(tasks.Replaced).Any(t => t.IsDirective && tasks.Replaced.Contains(t.Span)))
            return Expression(tasks, call);

        // What stands between the start of the waiting statement and the wait itself stays: 'var names = await '.
        var source = statement.SyntaxTree.GetText();
        var before = tasks.Replaced.Start < tasks.Join.SpanStart ? source.ToString(TextSpan.FromBounds(statement.SpanStart, tasks.Join.SpanStart)) : "";
        return new LoopPlace(statement).KeepComments(new TextChange(tasks.Replaced, before + call));
    }

    /// <summary>What stands between the arrow of the lambda and its block.</summary>
    private static string Gap(StartedTasks tasks) => tasks.Body is BlockSyntax block
        ? block.SyntaxTree.GetText().ToString(TextSpan.FromBounds(block.GetFirstToken().GetPreviousToken().Span.End, block.SpanStart))
        : " ";

    private static TextChange? Expression(StartedTasks tasks, string call) =>
        tasks.Replaced == tasks.Join.Span && !tasks.Join.DescendantTrivia().Any(t => t.IsDirective || t.IsComment() && !call.Contains(t.ToString()))
            ? new TextChange(tasks.Join.Span, call)
            : null;

    /// <summary>The body with the lambda's own token in it, that token's name, and the token it stands for.</summary>
    private static (string Body, string Token, string? Outer) Body(StartedTasks tasks, SemanticModel model)
    {
        var names = new Names(tasks.Join);
        if (tasks.BodyText is { } text)
            return (text, "_", null);

        var outer = Capture.TokenIn(new[] { tasks.Body }, model);
        if (outer is not null && IsInside(outer, tasks.Body, model))
            outer = null;
        if (outer is null)
            return (tasks.Body.ToString(), tasks.Body.DescendantTokens().Any(t => t.Text == "_") ? names.New("token") : "_", null);

        var token = names.New(outer == "token" ? "itemToken" : "token");
        return (Capture.WithToken(tasks.Body, outer, token, model).ToString(), token, outer);
    }

    private static bool IsInside(string token, SyntaxNode body, SemanticModel model) => body.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(n => n.Identifier.ValueText == token)
        .Any(n => model.GetSymbolInfo(n).Symbol is ILocalSymbol or IParameterSymbol && model.GetSymbolInfo(n).Symbol!.Locations.Any(l => body.Span.Contains(l.SourceSpan)));

    private static string Operand(string text, SyntaxNode body) =>
        body is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax ? text : $"({text})";
}
