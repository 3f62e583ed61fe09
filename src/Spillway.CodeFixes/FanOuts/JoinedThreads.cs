using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>
/// Threads that are made for each item, all started, and all waited for: statements that follow each other, and a list of the threads
/// at which nobody else looks. That is a parallel loop with as many workers as there are items.
/// </summary>
internal static class JoinedThreads
{
    /// <summary>The parallel loop with a bound in their place, or null where the statements do more than that.</summary>
    public static TextChange? Write(SyntaxNode creation, SemanticModel model, string limit)
    {
        if (creation.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList.Arguments: { Count: 1 } given } thread
            || given[0].Expression is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0 } work
            || (OfLoop(thread, model) ?? OfQuery(thread, model)) is not var (source, first, list, isStarted))
        {
            return null;
        }

        var statements = StartedTasks.Statements(first)!;
        var at = statements.IndexOf(first) + (first.Contains(thread) ? 1 : 2);
        if (!isStarted && (at >= statements.Count || !CallsAll(statements[at++], list, "Start")))
            return null;
        if (at >= statements.Count || !CallsAll(statements[at], list, "Join"))
            return null;

        // Whoever else has the list may ask the threads for more.
        var span = TextSpan.FromBounds(first.SpanStart, statements[at].Span.End);
        var root = thread.SyntaxTree.GetRoot();
        if (StartedTasks.NamesIn(first).Any(use => use.Identifier.ValueText == list && !span.Contains(use.Span)) || root.DescendantTrivia(span).Any(trivia => trivia.IsDirective && span.Contains(trivia.Span)))
            return null;

        var text = thread.SyntaxTree.GetText();
        var gap = work.Body is BlockSyntax block ? text.ToString(TextSpan.FromBounds(work.ArrowToken.Span.End, block.SpanStart)) : " ";
        var loop = $"Parallel.ForEach({source.Items}, new ParallelOptions {{ MaxDegreeOfParallelism = {limit} }}, {source.Variable} =>{gap}{work.Body});";
        return new LoopPlace(first).KeepComments(new TextChange(span, loop));
    }

    /// <summary>A list without threads, and a loop that makes, perhaps starts, and adds one in each turn.</summary>
    private static (LoopSource Source, StatementSyntax First, string List, bool IsStarted)? OfLoop(ExpressionSyntax thread, SemanticModel model)
    {
        if (thread.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop || StartedTasks.Statements(loop) is not { } statements || statements.IndexOf(loop) is not (> 0 and var at)
            || statements[at - 1] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } declaration || !StartedTasks.IsEmpty(variables[0].Initializer?.Value)
            || LoopSource.Of(loop, model, new Names(loop)) is not { Unpack: null } source)
        {
            return null;
        }

        var list = variables[0].Identifier.ValueText;
        var body = loop.Statement is BlockSyntax block ? block.Statements.ToList() : new List<StatementSyntax> { loop.Statement };
        if (body.Count == 1 && Called(body[0], list) is ("Add", var added) && added == thread)
            return (source, declaration, list, false);

        if (body.Count < 2 || body[0] is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } made } || made[0].Initializer?.Value != thread)
            return null;

        var name = made[0].Identifier.ValueText;
        var adds = body.Skip(1).Count(statement => Called(statement, list) is ("Add", IdentifierNameSyntax item) && item.Identifier.ValueText == name);
        var starts = body.Skip(1).Count(statement => Called(statement, name) is ("Start", null));
        return adds == 1 && starts < 2 && adds + starts + body.Skip(1).Count(statement => IsBackground(statement, name)) == body.Count - 1 ? (source, declaration, list, starts == 1) : null;
    }

    /// <summary>A query that makes the threads, in a list.</summary>
    private static (LoopSource Source, StatementSyntax First, string List, bool IsStarted)? OfQuery(ExpressionSyntax thread, SemanticModel model)
    {
        if (thread.Parent is not SimpleLambdaExpressionSyntax { Parameter.Identifier: var item, Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax select } }
            || select is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select", Expression: var items }, ArgumentList.Arguments.Count: 1 }
            || select.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Parent: InvocationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } }
            || variable.Parent?.Parent is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables.Count: 1 } declaration || StartedTasks.Statements(declaration) is null
            || model.GetSymbolInfo(select).Symbol is not IMethodSymbol { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } })
        {
            return null;
        }

        return (new LoopSource(items.ToString(), item.Text, null, NeedsLinq: false), declaration, variable.Identifier.ValueText, false);
    }

    /// <summary>Threads of the pool, which do the work afterwards, do not keep a program alive either.</summary>
    private static bool IsBackground(StatementSyntax statement, string thread) =>
        statement is ExpressionStatementSyntax
        {
            Expression: AssignmentExpressionSyntax
            {
                Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax of, Name.Identifier.ValueText: "IsBackground" },
                Right.RawKind: (int)SyntaxKind.TrueLiteralExpression,
            },
        }
        && of.Identifier.ValueText == thread;

    /// <summary>True for a loop over the list, or its own <c>ForEach</c>, that calls this method of each thread and nothing else.</summary>
    private static bool CallsAll(StatementSyntax statement, string list, string method)
    {
        switch (statement)
        {
            case ForEachStatementSyntax { AwaitKeyword.RawKind: 0, Expression: IdentifierNameSyntax all, Statement: var body } each when all.Identifier.ValueText == list:
                var only = body is BlockSyntax { Statements: { Count: 1 } inner } ? inner[0] : body;
                return Called(only, each.Identifier.ValueText) is (var called, null) && called == method;

            case ExpressionStatementSyntax when Called(statement, list) is ("ForEach", SimpleLambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax call } lambda):
                return Called(call, lambda.Parameter.Identifier.ValueText) is (var one, null) && one == method;

            default:
                return false;
        }
    }

    private static (string Method, ExpressionSyntax? Argument)? Called(StatementSyntax statement, string receiver) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } ? Called(call, receiver) : null;

    /// <summary>The method that is called of the variable, with at most one argument.</summary>
    private static (string Method, ExpressionSyntax? Argument)? Called(InvocationExpressionSyntax call, string receiver) =>
        call is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax of, Name: IdentifierNameSyntax { Identifier.ValueText: var method } }, ArgumentList.Arguments: { Count: < 2 } arguments }
        && of.Identifier.ValueText == receiver
            ? (method, arguments.FirstOrDefault()?.Expression)
            : null;
}
