using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.CodeFixes.Queries;

/// <summary>A query that makes a task from each item, taken apart.</summary>
/// <param name="Items">What the tasks are made from.</param>
/// <param name="Variable">The name of an item.</param>
/// <param name="Task">The task of an item, or what it gives where <paramref name="IsAwaited"/> says so.</param>
/// <param name="IsAwaited">True when <paramref name="Task"/> awaits by itself: it is the body of an asynchronous lambda.</param>
internal sealed record TaskQuery(string Items, string Variable, ExpressionSyntax Task, bool IsAwaited)
{
    /// <summary>The parts of <paramref name="query"/>, or null where it has another form.</summary>
    public static TaskQuery? Of(ExpressionSyntax query) => query switch
    {
        ParenthesizedExpressionSyntax around => Of(around.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select", Expression: var items }, ArgumentList.Arguments: { Count: 1 } arguments } =>
            OfLambda(items, arguments[0].Expression),
        QueryExpressionSyntax { FromClause: { Type: null } from, Body: { Continuation: null, SelectOrGroup: SelectClauseSyntax select } body } => OfClauses(from, body, select),
        _ => null,
    };

    /// <summary><paramref name="expression"/> as the operand of a member access.</summary>
    public static string Operand(ExpressionSyntax expression) => expression
        is IdentifierNameSyntax or GenericNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
        or ParenthesizedExpressionSyntax or ThisExpressionSyntax or ObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
            ? expression.ToString()
            : $"({expression})";

    private static TaskQuery? OfLambda(ExpressionSyntax items, ExpressionSyntax selector)
    {
        switch (selector)
        {
            case LambdaExpressionSyntax { ExpressionBody: { } body } lambda when ParameterOf(lambda) is { } parameter:
                var isAsync = !lambda.AsyncKeyword.IsKind(SyntaxKind.None);
                return isAsync && body is AwaitExpressionSyntax only && !only.Expression.ToString().EndsWith(")", System.StringComparison.Ordinal)
                    ? new TaskQuery(Operand(items), parameter, only.Expression, IsAwaited: false)
                    : new TaskQuery(Operand(items), parameter, body, isAsync);

            // A method that is handed over gets the item as its argument.
            case IdentifierNameSyntax or MemberAccessExpressionSyntax:
                var item = selector.DescendantTokens().Any(t => t.ValueText == "item") ? "element" : "item";
                return new TaskQuery(Operand(items), item, SyntaxFactory.ParseExpression($"{selector}({item})"), IsAwaited: false);

            default:
                return null;
        }
    }

    private static TaskQuery? OfClauses(FromClauseSyntax from, QueryBodySyntax body, SelectClauseSyntax select)
    {
        if (!body.Clauses.All(clause => clause is WhereClauseSyntax))
            return null;

        var variable = from.Identifier.ValueText;
        var items = body.Clauses.OfType<WhereClauseSyntax>().Aggregate(Operand(from.Expression), (source, where) => $"{source}.Where({variable} => {where.Condition})");
        return new TaskQuery(items, variable, select.Expression, IsAwaited: false);
    }

    /// <summary>The name of the one parameter of a lambda; null where it has another number of them.</summary>
    public static string? ParameterOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0].Identifier.ValueText,
        _ => null,
    };
}
