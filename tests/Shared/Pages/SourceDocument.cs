using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Pages;

/// <summary>Marked code inside a document: how lines and columns of the document relate to those of the page.</summary>
/// <param name="Path">The document's path.</param>
/// <param name="Code">The code and its marks.</param>
/// <param name="FirstLine">The document's line, counted from zero, on which the code starts.</param>
/// <param name="Indent">How far the code is moved to the right.</param>
public sealed record MarkedPlace(string Path, MarkedText Code, int FirstLine, int Indent)
{
    /// <summary>The marks, with the lines of the document.</summary>
    public IEnumerable<Mark> Marks => Code.Marks.Select(mark => mark with { Line = mark.Line + FirstLine });

    /// <summary>The line of the page, counted from one, for a line of the document; null for lines of the preamble.</summary>
    public int? PageLine(int line) =>
        line >= FirstLine && line - FirstLine < Code.PageLines.Length ? Code.PageLines[line - FirstLine] : null;

    /// <summary>The column in the page of a column in the document.</summary>
    public int PageColumn(int column) => Math.Max(0, column - Indent);
}

/// <summary>A block as the compiler sees it: without marks, inside its preamble.</summary>
/// <param name="Path">The document's path.</param>
/// <param name="Before">What the preamble puts before the code.</param>
/// <param name="After">What it puts after it.</param>
/// <param name="Indent">The blanks in front of the code.</param>
/// <param name="Code">The code itself.</param>
public sealed record SourceDocument(string Path, string Before, string After, string Indent, MarkedText Code)
{
    /// <summary>The whole document.</summary>
    public string Text { get; } = Before + Indented(Code.Text, Indent) + After;

    /// <summary>Where the code stands in it.</summary>
    public MarkedPlace Place => new(Path, Code, Before.Count(c => c == '\n'), Indent.Length);

    /// <summary>Puts a block, read already, into its preamble.</summary>
    public static SourceDocument Of(Fence fence, MarkedText code, Settings settings)
    {
        var path = "/snippet/" + (fence.File ?? "Snippet.cs");
        if (fence.Language != "csharp")
            return new SourceDocument(path, "", "\n", "", code);

        var shape = SnippetShapes.Of(fence, code.Text);
        if (shape == SnippetShape.File)
            return new SourceDocument(path, "", "\n", "", code);

        var (before, after, indent) = Preamble.Named(settings.Preamble).Around(shape, settings.Usings);
        return new SourceDocument(path, before, after, indent, code);
    }

    /// <summary>
    /// The code of a changed version of this document, with the directives that were imported on top; null where the change
    /// reaches into the preamble.
    /// </summary>
    public string? CodeOf(string changed)
    {
        var imports = "";
        if (Before.Length > 0)
        {
            var had = SyntaxFactory.ParseCompilationUnit(Text).Usings.Select(directive => directive.ToString()).ToHashSet();
            var added = SyntaxFactory.ParseCompilationUnit(changed).Usings.Where(directive => !had.Contains(directive.ToString())).ToList();
            if (added.Count > 0)
                imports = string.Concat(added.Select(directive => directive + "\n")) + "\n";

            changed = Without(changed, added);
        }

        if (!changed.StartsWith(Before, StringComparison.Ordinal) || !changed.EndsWith(After, StringComparison.Ordinal) || changed.Length < Before.Length + After.Length)
            return null;

        var lines = changed[Before.Length..^After.Length].Split('\n');
        return imports + string.Join("\n", lines.Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line));
    }

    private static string Without(string text, IEnumerable<UsingDirectiveSyntax> directives)
    {
        foreach (var span in directives.Select(directive => directive.Span).OrderByDescending(span => span.Start))
        {
            var end = span.End < text.Length && text[span.End] == '\n' ? span.End + 1 : span.End;
            text = text.Remove(span.Start, end - span.Start);
        }

        return text;
    }

    private static string Indented(string text, string indent) =>
        indent.Length == 0 ? text : string.Join("\n", text.Split('\n').Select(line => line.Length == 0 ? line : indent + line));
}
