using System.Net;
using System.Text;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Spillway.Pages;

namespace Spillway.Site;

/// <summary>Renders blocks of code as people read them: the marks of the tests become underlines and remarks.</summary>
internal sealed class CodeBlocks(SitePage page, Func<string, string> linkToRule) : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var fence = block as FencedCodeBlock;
        var words = (fence?.Arguments ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var code = new Fence(block.Line + 2, fence?.Info ?? "", [.. words], block.Lines.ToString());

        renderer.EnsureLine();
        renderer.Write("<figure class=\"code\">");
        if (Caption(code) is { Length: > 0 } caption)
            renderer.Write("<figcaption>").WriteEscape(caption).Write("</figcaption>");

        renderer.Write("<pre><code>").Write(Lines(code)).Write("</code></pre></figure>");
        renderer.EnsureLine();
    }

    private static string Caption(Fence code) => code switch
    {
        { File: { } file } => file,
        { Language: "editorconfig" } => ".editorconfig",
        { Language: "sh" } => "shell",
        _ when code.Words.Contains("runs") => "a program; it prints the same before and after",
        _ when code.Words.Contains("broken") => "does not compile",
        _ when code.Value("lang") is { } version => "C# " + version,
        _ => "",
    };

    private string Lines(Fence code)
    {
        var marked = code.Language is "csharp" or "txt" or "text" ? MarkedText.Read(code, page.Source) : new MarkedText(code.Text, [], []);
        var colours = code.Language == "csharp" ? CSharpColours.Of(marked.Text).ToList() : [(0, marked.Text.Length, "")];
        var html = new StringBuilder();
        var start = 0;
        foreach (var (line, number) in marked.Text.Split('\n').Select((line, number) => (line, number)))
        {
            var marks = marked.Marks.Where(mark => mark.Line == number).ToList();
            html.Append(marks.Count > 0 ? "<span class=\"line hit\">" : "<span class=\"line\">");
            Coloured(html, marked.Text, start, start + line.Length, colours, marks);
            html.Append("\n</span>");
            foreach (var same in marks.GroupBy(mark => (mark.Id, mark.Message)))
                Remark(html, line, same.Key.Id, same.Key.Message);

            start += line.Length + 1;
        }

        return html.ToString();
    }

    /// <summary>A part of the code with its colours, underlined where carets pin it or, without carets, from its first letter to its last.</summary>
    private static void Coloured(StringBuilder html, string text, int start, int end, List<(int Start, int Length, string Class)> colours, List<Mark> marks)
    {
        var underlined = marks.Where(mark => mark.Columns is not null).Select(mark => (From: start + mark.Columns!.Value.Start.Value, To: start + mark.Columns.Value.End.Value)).ToList();
        foreach (var (from, length, name) in colours)
        {
            var (left, right) = (Math.Max(from, start), Math.Min(from + length, end));
            while (left < right)
            {
                var inside = underlined.Any(range => range.From <= left && left < range.To);
                var stop = underlined.SelectMany(range => new[] { range.From, range.To }).Where(edge => edge > left).Append(right).Min();
                stop = Math.Min(stop, right);
                var classes = (name + (inside ? " u" : "")).Trim();
                var part = WebUtility.HtmlEncode(text[left..stop]);
                html.Append(classes.Length == 0 ? part : $"<span class=\"{classes}\">{part}</span>");
                left = stop;
            }
        }
    }

    private void Remark(StringBuilder html, string line, string id, string? message)
    {
        var indent = line.Length - line.TrimStart().Length;
        html.Append($"<span class=\"remark\" style=\"--indent:{indent}ch\"><a href=\"{linkToRule(id)}\">{id}</a>");
        if (message is not null)
            html.Append(' ').Append(WebUtility.HtmlEncode(message));

        html.Append("\n</span>");
    }
}
