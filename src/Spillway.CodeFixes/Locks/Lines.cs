using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Locks;

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

    public static string NewLine(SourceText text) =>
        text.Lines.Count > 0 && text.ToString(TextSpan.FromBounds(text.Lines[0].End, text.Lines[0].EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
}
