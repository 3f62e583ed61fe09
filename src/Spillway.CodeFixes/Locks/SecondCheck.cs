using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

/// <summary>Asks the same again under the lock.</summary>
internal static class SecondCheck
{
    /// <summary>The changes, or null where the section does more than what the check decides.</summary>
    public static IReadOnlyList<TextChange>? Write(ExpressionSyntax read, AssignmentExpressionSyntax set, SourceText text)
    {
        // The test is repeated as it stands, so it must ask for nothing else.
        var test = read.FirstAncestorOrSelf<IfStatementSyntax>();
        var section = set.FirstAncestorOrSelf<LockStatementSyntax>();
        if (test is null || section is null || !test.Condition.Span.Contains(read.Span) || !test.Statement.Span.Contains(section.Span)
            || test.Condition.DescendantNodesAndSelf().Any(n => n is BinaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.LogicalAndExpression or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.LogicalOrExpression } or InvocationExpressionSyntax)
            || Lines.IndentOf(section, text) is not { } indent)
        {
            return null;
        }

        var line = Lines.NewLine(text);
        if (section.Statement is not BlockSyntax block)
        {
            if (!Lines.CanBeIndented(section.Statement) || Lines.IndentOf(section.Statement, text) is not { } inner)
                return null;

            var only = Lines.Indent(Lines.Of(section.Statement, section.Statement, text));
            return new[] { new TextChange(TextSpan.FromBounds(text.Lines.GetLineFromPosition(section.Statement.SpanStart).Start, section.Span.End), $"{indent}{{{line}{inner}if ({test.Condition}){line}{only.TrimEnd()}{line}{indent}}}") };
        }

        // What is returned is returned either way.
        var guarded = block.Statements.TakeWhile(s => s is not ReturnStatementSyntax).ToList();
        if (guarded.Count == 0 || block.Statements.Count - guarded.Count > 1 || guarded.Any(s => !Lines.CanBeIndented(s) || s is LocalFunctionStatementSyntax || Lines.IndentOf(s, text) is null)
            || guarded.SelectMany(s => s.DescendantNodes()).Any(n => n is ReturnStatementSyntax or LabeledStatementSyntax)
            || guarded.OfType<LocalDeclarationStatementSyntax>().Any() && block.Statements.Count > guarded.Count || Lines.IndentOf(guarded[0], text) is not { } deeper)
        {
            return null;
        }

        var lines = Lines.Indent(Lines.Of(guarded[0], guarded[guarded.Count - 1], text));
        var start = guarded[0].FullSpan.Start;
        return new[] { new TextChange(TextSpan.FromBounds(start, guarded[guarded.Count - 1].FullSpan.End), $"{deeper}if ({test.Condition}){line}{deeper}{{{line}{lines.TrimEnd()}{line}{deeper}}}{line}") };
    }
}
