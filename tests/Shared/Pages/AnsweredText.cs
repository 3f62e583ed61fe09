using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Pages;

/// <summary>Blocks about facts: the comment at the end of a line of code is the answer there. Comments on lines of their own stay comments.</summary>
public static class AnsweredText
{
    /// <summary>Takes the answers out of a block; they become its marks.</summary>
    public static MarkedText Read(Fence fence, string page)
    {
        var text = SourceText.From(fence.Text);
        var pageLines = Enumerable.Range(fence.Line, text.Lines.Count).ToImmutableArray();
        if (fence.Language != "csharp")
            return new MarkedText(fence.Text, pageLines, []);

        var lines = text.Lines.Select(line => line.ToString()).ToArray();
        var marks = ImmutableArray.CreateBuilder<Mark>();
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        foreach (var comment in root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)))
        {
            var start = text.Lines.GetLinePosition(comment.SpanStart);
            var code = lines[start.Line][..start.Character].TrimEnd();
            if (code.Length == 0)
                continue;

            lines[start.Line] = code;
            foreach (var answer in comment.ToString()[2..].Split(" | ", StringSplitOptions.TrimEntries))
                marks.Add(new Mark(start.Line, fence.Line + start.Line, answer, null, null));
        }

        return new MarkedText(string.Join("\n", lines), pageLines, marks.ToImmutable());
    }
}
