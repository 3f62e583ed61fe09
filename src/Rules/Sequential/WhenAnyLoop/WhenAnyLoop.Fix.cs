using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Loops;

namespace Spillway.Rules;

/// <summary>Goes through the tasks as they complete, with <c>Task.WhenEach</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WhenAnyLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public WhenAnyLoopFix()
        : base(WhenAnyLoop.Descriptor, keep: "Keep the WhenAny loop on purpose", because: "WhenAny loop on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<WhileStatementSyntax>() is { Statement: BlockSyntax body } loop)
            site.Offer("Go through the tasks as they complete with Task.WhenEach", "WhenEach", ChangesFor(loop, body, site.Form), "System.Threading.Tasks");
    }

    private static IEnumerable<TextChange>? ChangesFor(WhileStatementSyntax loop, BlockSyntax body, string next)
    {
        // The wait comes first, and the task is taken out before anything can skip that.
        if (body.Statements.Count < 3
            || body.Statements[0] is not LocalDeclarationStatementSyntax { Declaration: { Variables: { Count: 1 } variables } declaration } wait
            || variables[0].Identifier.ValueText != next
            || variables[0].Initializer?.Value is not AwaitExpressionSyntax { Expression: var awaited }
            || StreamOf(awaited) is not { } stream
            || body.Statements.FirstOrDefault(s => IsRemoval(s, next)) is not { } removal
            || body.Statements.TakeWhile(s => s != removal).Any(Jumps)
            || loop.DescendantTrivia().Any(t => t.IsDirective))
        {
            return null;
        }

        var text = loop.SyntaxTree.GetText();
        var header = TextSpan.FromBounds(loop.WhileKeyword.SpanStart, loop.CloseParenToken.Span.End);
        return new[]
        {
            new TextChange(header, $"await foreach ({declaration.Type} {next} in {stream})"),
            new TextChange(Lines.Of(wait, text), ""),
            new TextChange(Lines.Of(removal, text), ""),
        };
    }

    /// <summary>The stream that stands for awaiting <paramref name="awaited"/> again and again.</summary>
    private static string? StreamOf(ExpressionSyntax awaited)
    {
        switch (awaited)
        {
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAny", Expression: var task }, ArgumentList: { Arguments: { Count: 1 } arguments } }
                when arguments[0].Expression is IdentifierNameSyntax tasks:
                return $"{task}.WhenEach({tasks})";

            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner }, ArgumentList: var flag }:
                return StreamOf(inner) is { } stream ? $"{stream}.ConfigureAwait{flag}" : null;

            default:
                return null;
        }
    }

    private static bool IsRemoval(StatementSyntax statement, string next) =>
        statement is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Remove", Expression: IdentifierNameSyntax }, ArgumentList.Arguments: { Count: 1 } arguments }
        }
        && arguments[0].Expression is IdentifierNameSyntax removed && removed.Identifier.ValueText == next;

    private static bool Jumps(StatementSyntax statement) =>
        statement.DescendantNodesAndSelf(Functions.AreNot).Any(n => n.Kind() is SyntaxKind.ContinueStatement or SyntaxKind.GotoStatement);
}
