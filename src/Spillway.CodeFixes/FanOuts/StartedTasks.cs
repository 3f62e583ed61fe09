using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;
using Spillway.CodeFixes.Queries;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>The tasks of a fan-out as they stand in source: the items, what is started for each, and the wait for all.</summary>
/// <param name="Items">The items, as the operand of a member access.</param>
/// <param name="Variable">The variable of an item.</param>
/// <param name="Body">What is started: the body of a lambda, or a call.</param>
/// <param name="IsAsync">True when the body is that of an async lambda, which awaits itself.</param>
/// <param name="Join">The call that waits for all.</param>
/// <param name="Replaced">What the rewritten wait takes the place of, from the first statement that goes.</param>
/// <param name="HasResults">True when the tasks have results.</param>
internal sealed record StartedTasks(string Items, string Variable, SyntaxNode Body, string? BodyText, bool IsAsync, InvocationExpressionSyntax Join, TextSpan Replaced, bool HasResults)
{
    /// <summary>True when somebody uses the results, or the task of the wait itself.</summary>
    public bool NeedsResults => HasResults && !IsStatement;

    /// <summary>True when the wait is a statement of its own.</summary>
    private bool IsStatement => Waited.Parent is ExpressionStatementSyntax;

    /// <summary>The wait with the await and the configuration around it.</summary>
    private SyntaxNode Waited
    {
        get
        {
            SyntaxNode node = Join;
            if (node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
                node = configured;
            return node.Parent is AwaitExpressionSyntax awaited ? awaited : node;
        }
    }

    /// <summary>The statement that waits.</summary>
    public StatementSyntax? Statement => Join.FirstAncestorOrSelf<StatementSyntax>();

    /// <summary>True when the code does not return to its context after the wait.</summary>
    public bool LeavesContext => Join.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } }
        && arguments[0].Expression.IsKind(SyntaxKind.FalseLiteralExpression);

    public static StartedTasks? OfQuery(InvocationExpressionSyntax join, SyntaxNode start, SemanticModel model)
    {
        if (join.ArgumentList.Arguments is not { Count: 1 } arguments)
            return null;

        var replaced = join.Span;
        var query = Unwrapped(arguments[0].Expression);
        if (query is IdentifierNameSyntax kept)
        {
            if (OnlyUse(kept, join, model) is not { } declared)
                return null;
            (query, replaced) = (Unwrapped(declared.Value), TextSpan.FromBounds(declared.Statement.SpanStart, join.Span.End));
        }

        var hasResults = HasResult(join, model);
        var names = new Names(join);
        switch (query)
        {
            case QueryExpressionSyntax { FromClause: { Type: null } from, Body: { Clauses.Count: 0, Continuation: null, SelectOrGroup: SelectClauseSyntax { Expression: var body } } }:
                return new StartedTasks(TaskQuery.Operand(from.Expression), from.Identifier.ValueText, body, null, false, join, replaced, hasResults);

            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select", Expression: var items }, ArgumentList.Arguments: { Count: 1 } selectors } select
                when select.Span.Contains(start.Span) || start.Span.Contains(select.Span):
                return OfSelector(items, selectors[0].Expression, names, join, replaced, hasResults, model);

            default:
                return null;
        }
    }

    private static StartedTasks? OfSelector(ExpressionSyntax items, ExpressionSyntax selector, Names names, InvocationExpressionSyntax join, TextSpan replaced, bool hasResults, SemanticModel model)
    {
        switch (selector)
        {
            case SimpleLambdaExpressionSyntax lambda:
                return Of(lambda.Parameter, lambda);

            case ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } lambda:
                return Of(parameters[0], lambda);

            case IdentifierNameSyntax or MemberAccessExpressionSyntax when model.GetSymbolInfo(selector).Symbol is IMethodSymbol { Parameters: { Length: > 0 } given }:
                var item = names.New(given[0].Name.TrimStart('@') is { Length: > 0 } name && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "item");
                return new StartedTasks(TaskQuery.Operand(items), item, selector, $"{selector}({item})", false, join, replaced, hasResults);

            default:
                return null;
        }

        StartedTasks? Of(ParameterSyntax parameter, LambdaExpressionSyntax lambda)
        {
            // Two parameters called '_' are discards.
            if (parameter.Identifier.ValueText == "_" && lambda.Body.DescendantTokens().Any(t => t.Text == "_"))
                return null;

            var isAsync = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
            return new StartedTasks(TaskQuery.Operand(items), parameter.Identifier.Text, lambda.Body, null, isAsync, join, replaced, hasResults);
        }
    }

    public static StartedTasks? OfLoop(InvocationExpressionSyntax join, SyntaxNode start, SemanticModel model)
    {
        if (join.ArgumentList.Arguments is not { Count: 1 } arguments || Unwrapped(arguments[0].Expression) is not IdentifierNameSyntax kept
            || start.FirstAncestorOrSelf<StatementSyntax>(IsLoop) is not { } loop
            || join.FirstAncestorOrSelf<StatementSyntax>() is not { } wait
            || Statements(loop) is not { } statements)
        {
            return null;
        }

        // The list, the loop and the wait, one right after the other, and nobody else looks at the list.
        var at = statements.IndexOf(loop);
        if (at < 1 || at + 1 >= statements.Count || statements[at + 1] != wait
            || statements[at - 1] is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } list
            || variables[0].Identifier.ValueText != kept.Identifier.ValueText || !IsEmpty(variables[0].Initializer?.Value)
            || Uses(kept, list) != 2)
        {
            return null;
        }

        var body = LoopSplit.BodyOf(loop);
        var only = body is BlockSyntax { Statements: { Count: 1 } inner } ? inner[0] : body;
        if (only is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" }, ArgumentList.Arguments: { Count: 1 } added } }
            || LoopSource.Of(loop, model, new Names(loop)) is not { Unpack: null } source
            || source.Imports.Contains("System")
            || !Capture.IsPossible(new[] { added[0].Expression }, model))
        {
            return null;
        }

        return new StartedTasks(source.Items, source.Variable, added[0].Expression, null, false, join, TextSpan.FromBounds(list.SpanStart, join.Span.End), HasResult(join, model));
    }

    /// <summary>True when a thread waits.</summary>
    public bool Blocks => Join.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WaitAll" };

    /// <summary>The same without the call that hands the work to another thread; null where its delegate is not written in place.</summary>
    public StartedTasks? WithoutOffload() =>
        !IsAsync && Body is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } && arguments[0].Expression is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0 } work
            ? this with { Body = work.Body, IsAsync = work.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) }
            : null;

    private static bool HasResult(InvocationExpressionSyntax join, SemanticModel model) => model.GetTypeInfo(join).Type is INamedTypeSymbol { TypeArguments.Length: 1 };

    /// <summary>The declaration right before the wait, of a variable that nobody else uses.</summary>
    private static (StatementSyntax Statement, ExpressionSyntax Value)? OnlyUse(IdentifierNameSyntax kept, InvocationExpressionSyntax join, SemanticModel model)
    {
        if (join.FirstAncestorOrSelf<StatementSyntax>() is not { } wait || Statements(wait) is not { } statements || statements.IndexOf(wait) is not (> 0 and var at)
            || statements[at - 1] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } declaration
            || variables[0] is not { Initializer.Value: { } value } || variables[0].Identifier.ValueText != kept.Identifier.ValueText
            || Uses(kept, declaration) != 1)
        {
            return null;
        }

        return model.GetSymbolInfo(kept).Symbol is ILocalSymbol ? (declaration, value) : null;
    }

    private static int Uses(IdentifierNameSyntax kept, StatementSyntax declaration) =>
        NamesIn(declaration).Count(name => name.Identifier.ValueText == kept.Identifier.ValueText);

    /// <summary>All names in the member that <paramref name="statement"/> belongs to.</summary>
    public static IEnumerable<IdentifierNameSyntax> NamesIn(StatementSyntax statement) =>
        statement.ScopeOfLocals().DescendantNodes().OfType<IdentifierNameSyntax>();

    /// <summary>The statements among which this one stands; null where it stands alone.</summary>
    public static List<StatementSyntax>? Statements(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements.ToList(),
        SwitchSectionSyntax section => section.Statements.ToList(),
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit.Members.OfType<GlobalStatementSyntax>().Select(g => g.Statement).ToList(),
        _ => null,
    };

    /// <summary>True for a new collection without anything in it.</summary>
    public static bool IsEmpty(ExpressionSyntax? value) => value is BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null }
        or CollectionExpressionSyntax { Elements.Count: 0 };

    private static bool IsLoop(StatementSyntax statement) => statement is ForEachStatementSyntax or ForStatementSyntax;

    private static ExpressionSyntax Unwrapped(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax { Expression: var inner }:
                    expression = inner;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Expression: var inner }, ArgumentList.Arguments.Count: 0 }:
                    expression = inner;
                    break;
                default:
                    return expression;
            }
        }
    }
}
