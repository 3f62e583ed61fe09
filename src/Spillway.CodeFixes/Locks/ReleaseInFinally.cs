using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Puts what stands between taking and releasing a lock into a <c>try</c>, and the release into its <c>finally</c>.</summary>
internal static class ReleaseInFinally
{
    /// <summary>The change, or null where the statements do not allow it.</summary>
    public static TextChange? Write(SyntaxNode taking, SyntaxNode releasing, SourceText text, SemanticModel model)
    {
        if (taking.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } take
            || Held(take, block) is not { } start
            || releasing.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax release
            || Lines.IndentOf(take, text) is not { } indent)
        {
            return null;
        }

        if (release.Parent == block)
            return Around(block, start, block.Statements.IndexOf(release), release, indent, text, model);

        // The finally is there, but it begins too late.
        return release.Parent is BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Catches.Count: 0 } attempt } } && attempt.Parent == block
            ? Into(block, start, attempt, text, model)
            : null;
    }

    /// <summary>The statement after which the lock is held: the one that takes it, or the one that leaves where it was not to be had in time.</summary>
    private static int? Held(StatementSyntax take, BlockSyntax block)
    {
        var at = block.Statements.IndexOf(take);
        return take switch
        {
            ExpressionStatementSyntax => at,
            IfStatementSyntax { Condition: PrefixUnaryExpressionSyntax not } missed when not.IsKind(SyntaxKind.LogicalNotExpression) && Leaves(missed) => at,
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } taken } when at + 1 < block.Statements.Count
                && block.Statements[at + 1] is IfStatementSyntax { Condition: PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax asked } not } missed
                && not.IsKind(SyntaxKind.LogicalNotExpression) && asked.Identifier.ValueText == taken[0].Identifier.ValueText && Leaves(missed) => at + 1,
            _ => null,
        };
    }

    private static bool Leaves(IfStatementSyntax missed) =>
        missed.Else is null && (missed.Statement is BlockSyntax { Statements: var statements } ? statements.LastOrDefault() : missed.Statement)
            is ThrowStatementSyntax or ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax;

    private static TextChange? Around(BlockSyntax block, int take, int release, ExpressionStatementSyntax releasing, string indent, SourceText text, SemanticModel model)
    {
        var moved = block.Statements.Skip(take + 1).Take(release - take - 1).ToList();
        if (moved.Count == 0 || release < take || !CanMove(moved) || !Lines.CanBeIndented(releasing) || Lines.IndentOf(releasing, text) is null)
            return null;

        var rest = block.Statements.Skip(release + 1).ToList();
        var last = (StatementSyntax)releasing;
        var inside = Lines.Of(moved[0], moved[moved.Count - 1], text);
        var outside = Used(moved, rest, model);
        if (outside.Count > 0)
        {
            // What is only returned can be returned from inside: it is evaluated before the release either way.
            if (rest.FirstOrDefault() is not ReturnStatementSyntax { Expression: IdentifierNameSyntax } result || rest.Count > 1 || !Lines.CanBeIndented(result))
                return null;

            inside += "\n" + Lines.Of(result, result, text);
            last = result;
        }

        // What leaves without the lock stands apart from what has it.
        var gap = block.Statements[take] is IfStatementSyntax && moved[0].GetLeadingTrivia().SkipWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);
        var change = string.Join("\n", new[]
        {
            (gap ? "\n" : "") + indent + "try",
            indent + "{",
            Lines.Indent(inside),
            indent + "}",
            indent + "finally",
            indent + "{",
            Lines.Indent(Lines.Of(releasing, releasing, text)),
            indent + "}",
        });
        return new TextChange(TextSpan.FromBounds(moved[0].FullSpan.Start, last.FullSpan.End), change + Lines.NewLine(text));
    }

    private static TextChange? Into(BlockSyntax block, int take, TryStatementSyntax attempt, SourceText text, SemanticModel model)
    {
        var end = block.Statements.IndexOf(attempt);
        var moved = block.Statements.Skip(take + 1).Take(end - take - 1).ToList();
        if (moved.Count == 0 || !CanMove(moved) || attempt.Finally is null
            || Used(moved, block.Statements.Skip(end + 1).Append<SyntaxNode>(attempt.Finally), model).Count > 0
            || attempt.Block.OpenBraceToken.TrailingTrivia.All(t => !t.IsKind(SyntaxKind.EndOfLineTrivia)))
        {
            return null;
        }

        var head = Lines.Of(attempt, attempt, text);
        var opened = text.ToString(TextSpan.FromBounds(attempt.TryKeyword.SpanStart, attempt.Block.OpenBraceToken.FullSpan.End));
        var indent = Lines.IndentOf(attempt, text);
        if (indent is null || attempt.GetLeadingTrivia().Any(t => t.IsComment()) || head.Length == 0)
            return null;

        var inside = Lines.Indent(Lines.Of(moved[0], moved[moved.Count - 1], text));
        return new TextChange(
            TextSpan.FromBounds(moved[0].FullSpan.Start, attempt.Block.OpenBraceToken.FullSpan.End),
            indent + opened + inside + Lines.NewLine(text));
    }

    // A scope that ends with the block would end earlier, and a label may be jumped to from outside.
    private static bool CanMove(IReadOnlyCollection<StatementSyntax> moved) =>
        moved.All(s => Lines.CanBeIndented(s) && s is not (LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or LabeledStatementSyntax or LocalFunctionStatementSyntax)
            && !s.DescendantNodes().Any(n => n is GotoStatementSyntax));

    private static IReadOnlyCollection<ISymbol> Used(IEnumerable<StatementSyntax> declaring, IEnumerable<SyntaxNode> after, SemanticModel model)
    {
        var declared = new HashSet<ISymbol>(declaring.SelectMany(s => s.DescendantNodesAndSelf()).Select(n => n switch
        {
            VariableDeclaratorSyntax or SingleVariableDesignationSyntax => model.GetDeclaredSymbol(n),
            _ => null,
        }).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        return after.SelectMany(s => s.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>()
            .Select(n => model.GetSymbolInfo(n).Symbol).OfType<ISymbol>().Where(declared.Contains).ToList();
    }
}
