using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>Moves whole lines of code about.</summary>
internal static class Lines
{
    private const string Step = "    ";

    /// <summary>True when the lines of <paramref name="node"/> can be indented without changing a string or a directive.</summary>
    public static bool CanBeIndented(SyntaxNode node) =>
        !node.ContainsDirectives
        && !node.DescendantTokens().Any(t => (t.IsKind(SyntaxKind.StringLiteralToken) || t.IsKind(SyntaxKind.InterpolatedStringTextToken) || t.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)) && t.Text.IndexOf('\n') >= 0);

    /// <summary>The white space in front of <paramref name="node"/>, or null where something else shares its line.</summary>
    public static string? IndentOf(SyntaxNode node, SourceText text)
    {
        var line = text.Lines.GetLineFromPosition(node.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(line.Start, node.SpanStart));
        return indent.All(char.IsWhiteSpace) ? indent : null;
    }

    /// <summary><paramref name="lines"/> one step further in.</summary>
    public static string Indent(string lines) =>
        string.Join("\n", lines.Split('\n').Select(line => line.Trim().Length == 0 ? line : Step + line));

    /// <summary><paramref name="lines"/> one step further out.</summary>
    public static string Outdent(string lines) =>
        string.Join("\n", lines.Split('\n').Select(line => line.StartsWith(Step, System.StringComparison.Ordinal) ? line.Substring(Step.Length) : line));

    /// <summary>The whole lines of <paramref name="first"/> to <paramref name="last"/>, comments around them included, without blank lines at the ends.</summary>
    public static string Of(SyntaxNode first, SyntaxNode last, SourceText text)
    {
        var whole = text.ToString(TextSpan.FromBounds(first.FullSpan.Start, last.FullSpan.End));
        var lines = whole.Split('\n').SkipWhile(line => line.Trim().Length == 0).ToList();
        while (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return string.Join("\n", lines);
    }

    /// <summary>The statement alone, and the space up to a comment that takes its place at the start of the line.</summary>
    private static TextSpan WithSpaceBehind(StatementSyntax statement, TextLine first, SourceText text)
    {
        var end = statement.Span.End;
        if (text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).All(char.IsWhiteSpace))
        {
            while (end < text.Length && text[end] is (' ' or '\t'))
                end++;
        }

        return TextSpan.FromBounds(statement.SpanStart, end);
    }

    /// <summary>
    /// What to cut so that a statement is gone and no empty line is left: its lines where nothing else stands on them; else the statement alone.
    /// </summary>
    public static TextSpan Of(StatementSyntax statement, SourceText text)
    {
        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var last = text.Lines.GetLineFromPosition(statement.Span.End);
        var isAlone = text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).All(char.IsWhiteSpace)
            && text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)).All(char.IsWhiteSpace);
        if (!isAlone)
            return WithSpaceBehind(statement, first, text);

        // A blank line that set the statement apart goes with it where it would open the block.
        var end = last.EndIncludingLineBreak;
        if (statement.Parent is BlockSyntax block && block.Statements[0] == statement)
        {
            while (end < text.Length && text.Lines.GetLineFromPosition(end) is var next && text.ToString(next.Span).All(char.IsWhiteSpace) && next.EndIncludingLineBreak > end)
                end = next.EndIncludingLineBreak;
        }

        return TextSpan.FromBounds(first.Start, end);
    }

    /// <summary>The last line of a block takes the blank line with it that stood above it.</summary>
    public static TextSpan WithBlankLineAbove(TextSpan lines, SourceText text)
    {
        var first = text.Lines.GetLineFromPosition(lines.Start);
        return first.Start == lines.Start && first.LineNumber > 0 && text.Lines[first.LineNumber - 1] is var above && string.IsNullOrWhiteSpace(above.ToString())
            ? TextSpan.FromBounds(above.Start, lines.End)
            : lines;
    }

    /// <summary>How the lines of the file end.</summary>
    public static string NewLine(SourceText text) => NewLine(text, text.Lines[0]);

    /// <summary>How <paramref name="line"/> ends; the last one of a file as others would.</summary>
    public static string NewLine(SourceText text, TextLine line) =>
        text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
}
