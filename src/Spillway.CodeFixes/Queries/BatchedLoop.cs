using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Queries;

/// <summary>A loop over batches, written as the loop over items that it amounts to.</summary>
internal static class BatchedLoop
{
    /// <summary>The plain form of the loop around <paramref name="wait"/> and the size of its batches; null where it has none.</summary>
    public static (PlainLoop Loop, string Size)? Of(AwaitExpressionSyntax wait)
    {
        var loop = wait.Ancestors().OfType<StatementSyntax>().FirstOrDefault(s => s is ForEachStatementSyntax or ForStatementSyntax);
        if (loop is null || loop.DescendantTrivia().Any(t => t.IsDirective))
            return null;

        var body = LoopSplit.BodyOf(loop);
        var statements = body is BlockSyntax block ? block.Statements.ToList() : new List<StatementSyntax> { body };
        if (CutOf(loop, statements) is not { } cut || QueryOf(wait, statements) is not { } found || found.Query.Items != cut.Batch)
            return null;

        // What is left of the turn is the wait and what it does with the results.
        if (statements.Count == 0 || !statements[0].Span.Contains(wait.Span) || Uses(statements, cut) || Collides(loop, found.Query.Variable))
            return null;

        var place = new LoopPlace(loop);
        var request = found.Query.IsAwaited ? found.Query.Task.ToString() : $"await {TaskQuery.Operand(found.Query.Task)}{found.Configured}";
        var header = $"foreach (var {found.Query.Variable} in {cut.Items})";
        var (inner, unit) = (place.NewLine + place.Indent, place.Unit);
        string? text = null;
        var isBare = false;
        switch (statements[0])
        {
            case ExpressionStatementSyntax { Expression: var only } when only == wait && statements.Count == 1:
                (text, isBare) = ($"{header}{inner}{unit}{request};", true);
                break;

            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax add } when statements.Count == 1 && AddRangeOf(add) is { } list && add.ArgumentList.Arguments[0].Expression == wait:
                text = $"{header}{inner}{unit}{list}.Add({request});";
                break;

            case LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } when statements.Count == 2 && variables[0].Initializer?.Value == wait:
                text = WithResults(variables[0].Identifier.ValueText, statements[1], request, header, inner, unit);
                break;
        }

        return text is null ? null : (new PlainLoop(place.Source.WithChanges(place.KeepComments(new TextChange(loop.Span, text))), loop.SpanStart + Shift(place, loop, text), 0, isBare), cut.Size);
    }

    private static string? WithResults(string results, StatementSyntax use, string request, string header, string inner, string unit)
    {
        switch (use)
        {
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax add } when AddRangeOf(add) is { } list && add.ArgumentList.Arguments[0].Expression is IdentifierNameSyntax name && name.Identifier.ValueText == results:
                return $"{header}{inner}{unit}{list}.Add({request});";

            case ForEachStatementSyntax { AwaitKeyword.RawKind: 0, Expression: IdentifierNameSyntax source } each when source.Identifier.ValueText == results && !Mentions(each.Statement, results):
                var first = $"var {each.Identifier.ValueText} = {request};";
                var rest = each.Statement is BlockSyntax block ? block.Statements.Select(Moved) : new[] { Moved(each.Statement) };
                return $"{header}{inner}{{{inner}{unit}{first}{string.Concat(rest.Select(line => inner + unit + line))}{inner}}}";

            default:
                return null;
        }

        // The statement moves out of one block.
        string Moved(StatementSyntax statement) => statement.ToFullString().Trim().Replace(inner + unit + unit, inner + unit);
    }

    /// <summary>How far the loop has moved because comments of its old form were put in front of it.</summary>
    private static int Shift(LoopPlace place, StatementSyntax loop, string text) =>
        place.KeepComments(new TextChange(loop.Span, text)).NewText!.Length - text.Length;

    private static string? AddRangeOf(InvocationExpressionSyntax call) =>
        call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddRange", Expression: var list }, ArgumentList.Arguments.Count: 1 }
        && list is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax }
            ? list.ToString()
            : null;

    /// <summary>The query of the tasks; a variable that only holds it is taken out of <paramref name="statements"/>.</summary>
    private static (TaskQuery Query, string Configured)? QueryOf(AwaitExpressionSyntax wait, List<StatementSyntax> statements)
    {
        var (awaited, configured) = (wait.Expression, "");
        if (awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner }, ArgumentList: var flag })
            (awaited, configured) = (inner, $".ConfigureAwait{flag}");
        if (awaited is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments })
            return null;

        var tasks = Unkept(arguments[0].Expression);
        if (tasks is IdentifierNameSyntax name && TakeDeclaration(name.Identifier.ValueText, statements) is { } value)
            tasks = Unkept(value);
        return TaskQuery.Of(tasks) is { } query ? (query, configured) : null;
    }

    /// <summary>What the batches are cut from, their size, and the name or text of a batch; the variable of a batch is taken out of <paramref name="statements"/>.</summary>
    private static (string Items, string Size, string Batch, string? Counter)? CutOf(StatementSyntax loop, List<StatementSyntax> statements)
    {
        if (loop is ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } each)
        {
            return each.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Chunk", Expression: var items }, ArgumentList.Arguments: { Count: 1 } size }
                ? (TaskQuery.Operand(items), size[0].ToString(), each.Identifier.ValueText, null)
                : null;
        }

        if (loop is not ForStatementSyntax { Declaration.Variables: { Count: 1 } counters, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax left, Right: var count }, Incrementors: { Count: 1 } steps }
            || counters[0].Initializer?.Value is not LiteralExpressionSyntax { Token.Value: 0 }
            || left.Identifier.ValueText != counters[0].Identifier.ValueText
            || steps[0] is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: IdentifierNameSyntax stepped, Right: var step }
            || stepped.Identifier.ValueText != left.Identifier.ValueText
            || SourceOf(count) is not { } source)
        {
            return null;
        }

        var counter = left.Identifier.ValueText;
        var slice = $"{source}.Skip({counter}).Take({step})";
        foreach (var statement in statements.ToList())
        {
            if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } && variables[0].Initializer?.Value is { } value && Unkept(value).ToString() == slice)
            {
                statements.Remove(statement);
                return (source, step.ToString(), variables[0].Identifier.ValueText, counter);
            }
        }

        return (source, step.ToString(), slice, counter);
    }

    private static string? SourceOf(ExpressionSyntax count) => count switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length", Expression: var counted } when counted is IdentifierNameSyntax or MemberAccessExpressionSyntax => counted.ToString(),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count", Expression: IdentifierNameSyntax counted }, ArgumentList.Arguments.Count: 0 } => counted.ToString(),
        _ => null,
    };

    private static ExpressionSyntax Unkept(ExpressionSyntax query) =>
        query is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Expression: var inner }, ArgumentList.Arguments.Count: 0 } ? inner : query;

    private static ExpressionSyntax? TakeDeclaration(string name, List<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } && variables[0].Identifier.ValueText == name && variables[0].Initializer?.Value is { } value)
            {
                statements.Remove(statement);
                return value;
            }
        }

        return null;
    }

    /// <summary>True when what is left of the turn still names the batch or the counter.</summary>
    private static bool Uses(List<StatementSyntax> statements, (string Items, string Size, string Batch, string? Counter) cut)
    {
        var tail = statements.Skip(1).Any(statement => Mentions(statement, cut.Batch) || (cut.Counter is { } counter && Mentions(statement, counter)));
        var selector = statements[0].DescendantNodes().OfType<LambdaExpressionSyntax>().Any(lambda => Mentions(lambda, cut.Batch) || (cut.Counter is { } counter && Mentions(lambda, counter)));
        return tail || selector;
    }

    private static bool Collides(StatementSyntax loop, string variable) =>
        loop.DescendantNodes().Any(n => n is VariableDeclaratorSyntax declared && declared.Identifier.ValueText == variable)
        || (loop is ForEachStatementSyntax each && each.Identifier.ValueText == variable);

    private static bool Mentions(SyntaxNode node, string name) =>
        node.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name);
}
