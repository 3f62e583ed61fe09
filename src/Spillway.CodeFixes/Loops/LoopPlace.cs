using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes.Loops;

/// <summary>How the text around a loop is laid out, so that what replaces it looks the same.</summary>
internal sealed class LoopPlace
{
    private readonly SyntaxNode _loop;

    public LoopPlace(SyntaxNode loop)
    {
        _loop = loop;
        Source = loop.SyntaxTree.GetText();
        var line = Source.Lines.GetLineFromPosition(loop.SpanStart);
        Indent = new string(line.ToString().TakeWhile(char.IsWhiteSpace).ToArray());
        NewLine = Lines.NewLine(Source, line);
    }

    public SourceText Source { get; }

    /// <summary>The white space before the loop.</summary>
    public string Indent { get; }

    /// <summary>One level of indentation.</summary>
    public string Unit => Indent.Length > 0 && Indent[Indent.Length - 1] == '\t' ? "\t" : "    ";

    public string NewLine { get; }

    /// <summary>Puts the comments that the new text lacks in front of it.</summary>
    public TextChange KeepComments(TextChange change)
    {
        var text = change.NewText!;
        var rest = text;
        var lost = new List<string>();
        foreach (var trivia in _loop.SyntaxTree.GetRoot().DescendantTrivia(change.Span).Where(t => change.Span.Contains(t.Span)))
        {
            if (!trivia.IsComment())
                continue;

            var comment = trivia.ToString();
            var index = rest.IndexOf(comment, StringComparison.Ordinal);
            if (index < 0)
                lost.Add(comment.TrimEnd());
            else
                rest = rest.Remove(index, comment.Length);
        }

        return new TextChange(change.Span, string.Concat(lost.Select(comment => comment + NewLine + Indent)) + text);
    }
}
