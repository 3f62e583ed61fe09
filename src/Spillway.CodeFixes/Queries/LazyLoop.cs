using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Queries;

/// <summary>A loop over a lazy query of tasks, written as what it amounts to: a loop over the items that makes and awaits a task in each turn.</summary>
internal static class LazyLoop
{
    /// <summary>The plain form of <paramref name="loop"/>, or null where it has none.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="model">The semantics of its document.</param>
    /// <param name="isNear">True when a query that a variable holds may move into the loop.</param>
    public static PlainLoop? Of(ForEachStatementSyntax loop, SemanticModel model, bool isNear)
    {
        var source = loop.Expression is ParenthesizedExpressionSyntax around ? around.Expression : loop.Expression;
        LocalDeclarationStatementSyntax? declaration = null;
        if (source is IdentifierNameSyntax name)
        {
            if (!isNear || Declaration.Of(name.Identifier.ValueText, loop, model) is not { Initializer.Value: { } value, Parent.Parent: LocalDeclarationStatementSyntax statement } || !IsOnlyUse(name, statement))
                return null;
            (declaration, source) = (statement, value);
        }

        if (TaskQuery.Of(source) is not { } query || AwaitOf(loop, model) is not { } await || ElementIn(await) is not { } element)
            return null;
        if (loop.Statement.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == query.Variable) || loop.DescendantTrivia().Any(t => t.IsDirective))
            return null;

        var statements = loop.Statement is BlockSyntax block ? block.Statements.ToList() : new[] { loop.Statement }.ToList();
        var index = statements.FindIndex(statement => statement.Span.Contains(await.Span));
        if (index < 0 || (query.IsAwaited && element.Parent != await))
            return null;

        // An asynchronous lambda awaits by itself: what it gives takes the place of the whole await.
        var request = query.IsAwaited
            ? new TextChange(await.Span, await.Parent is ExpressionStatementSyntax or EqualsValueClauseSyntax or ArgumentSyntax or AssignmentExpressionSyntax ? query.Task.ToString() : $"({query.Task})")
            : new TextChange(element.Span, TaskQuery.Operand(query.Task));
        var header = new TextChange(TextSpan.FromBounds(loop.Type.SpanStart, loop.Expression.Span.End), $"var {query.Variable} in {query.Items}");
        var text = loop.SyntaxTree.GetText();
        if (declaration is null)
            return new PlainLoop(text.WithChanges(header, request), loop.SpanStart, index, OnlyAwaits(statements[0], await, statements.Count));

        var gone = Lines.Of(declaration, text);
        return new PlainLoop(text.WithChanges(new TextChange(gone, ""), header, request), loop.SpanStart - gone.Length, index, OnlyAwaits(statements[0], await, statements.Count));
    }

    private static bool OnlyAwaits(StatementSyntax first, AwaitExpressionSyntax await, int count) =>
        count == 1 && first is ExpressionStatementSyntax { Expression: var only } && only == await;

    /// <summary>The one place where the loop's variable is used, if that awaits it.</summary>
    private static AwaitExpressionSyntax? AwaitOf(ForEachStatementSyntax loop, SemanticModel model)
    {
        var uses = loop.Statement.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == loop.Identifier.ValueText && model.GetSymbolInfo(n).Symbol is ILocalSymbol)
            .ToList();
        return uses.Count == 1 ? uses[0].FirstAncestorOrSelf<AwaitExpressionSyntax>() : null;
    }

    private static IdentifierNameSyntax? ElementIn(AwaitExpressionSyntax await) => await.Expression switch
    {
        IdentifierNameSyntax element => element,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax element, Name.Identifier.ValueText: "ConfigureAwait" } } => element,
        _ => null,
    };

    private static bool IsOnlyUse(IdentifierNameSyntax use, LocalDeclarationStatementSyntax declaration) =>
        declaration is { UsingKeyword.RawKind: 0, Declaration.Variables.Count: 1 }
        && declaration.ScopeOfLocals().DescendantTokens().Count(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == use.Identifier.ValueText) == 2;
}
