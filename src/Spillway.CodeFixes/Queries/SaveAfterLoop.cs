using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.Queries;

/// <summary>Moves the statement that saves behind the loop, with the comments that belong to it.</summary>
internal static class SaveAfterLoop
{
    /// <summary>The changes, or null where the statement shares its lines with others.</summary>
    public static IReadOnlyList<TextChange>? Write(StatementSyntax loop, ExpressionStatementSyntax save)
    {
        var place = new LoopPlace(loop);
        var text = place.Source;
        var leading = save.GetLeadingTrivia();

        // Who survives a failure has kept the items that were saved before it.
        if (loop.DescendantTrivia().Any(t => t.IsDirective) || Handled.IsSurvived(loop))
            return null;

        // Comments above the statement go with it; blank lines stay.
        var comments = leading.Where(trivia => trivia.IsComment()).ToList();
        var start = text.Lines.GetLineFromPosition(comments.Count > 0 ? comments[0].SpanStart : save.SpanStart);
        var end = text.Lines.GetLineFromPosition(save.Span.End);
        var isAlone = text.ToString(TextSpan.FromBounds(start.Start, comments.Count > 0 ? comments[0].SpanStart : save.SpanStart)).All(char.IsWhiteSpace)
            && save.GetTrailingTrivia().All(t => t.IsComment() || t.IsKind(SyntaxKind.WhitespaceTrivia) || t.IsKind(SyntaxKind.EndOfLineTrivia))
            && save.GetTrailingTrivia().Any(t => t.IsKind(SyntaxKind.EndOfLineTrivia));
        if (!isAlone || text.Lines.GetLineFromPosition(loop.Span.End).Span is var last && text.ToString(TextSpan.FromBounds(loop.Span.End, last.End)) is var rest && rest.Trim().Length > 0 && !rest.TrimStart().StartsWith("//", System.StringComparison.Ordinal))
            return null;

        var from = start.Start;
        var indent = new string(text.Lines.GetLineFromPosition(save.SpanStart).ToString().TakeWhile(char.IsWhiteSpace).ToArray());
        var lines = text.ToString(TextSpan.FromBounds(from, end.End)).Split('\n').Select(line => line.TrimEnd('\r'));
        var moved = string.Concat(lines.Select(line => place.NewLine + (line.StartsWith(indent, System.StringComparison.Ordinal) ? place.Indent + line.Substring(indent.Length) : line)));

        // The blank line that set the save apart has nothing to set apart any more.
        var removedFrom = from;
        if (start.LineNumber > 0 && text.Lines[start.LineNumber - 1] is var above && text.ToString(above.Span).Trim().Length == 0
            && text.ToString(text.Lines[end.LineNumber + 1].Span).Trim() == "}")
        {
            removedFrom = above.Start;
        }

        return new[]
        {
            new TextChange(TextSpan.FromBounds(removedFrom, end.EndIncludingLineBreak), ""),
            new TextChange(new TextSpan(last.End, 0), moved),
        };
    }
}
