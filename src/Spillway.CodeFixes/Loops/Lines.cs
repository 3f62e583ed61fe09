using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>What to cut so that a statement is gone and no empty line is left.</summary>
internal static class Lines
{
    /// <summary>The lines of <paramref name="statement"/> where nothing else stands on them; else the statement alone.</summary>
    public static TextSpan Of(StatementSyntax statement, SourceText text)
    {
        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var last = text.Lines.GetLineFromPosition(statement.Span.End);
        var isAlone = text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).All(char.IsWhiteSpace)
            && text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)).All(char.IsWhiteSpace);
        if (!isAlone)
            return statement.Span;

        // A blank line that set the statement apart goes with it where it would open or close the block.
        var end = last.EndIncludingLineBreak;
        if (statement.Parent is BlockSyntax block && block.Statements[0] == statement)
        {
            while (end < text.Length && text.Lines.GetLineFromPosition(end) is var next && text.ToString(next.Span).All(char.IsWhiteSpace) && next.EndIncludingLineBreak > end)
                end = next.EndIncludingLineBreak;
        }

        return TextSpan.FromBounds(first.Start, end);
    }
}
