using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Spillway.Site;

/// <summary>A heading of a rendered page, for its table of contents.</summary>
/// <param name="HasCode">Whether code stands under it: a case, not an explanation.</param>
internal sealed record Heading(int Level, string Id, string Text, bool HasCode);

/// <summary>A page's Markdown as HTML.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .Build();

    /// <summary>Renders it; links between sources become links between pages.</summary>
    public static (string Html, IReadOnlyList<Heading> Headings) Render(SitePage page, Func<string, string?> link, Func<string, string> linkToRule)
    {
        var document = Markdown.Parse(page.Text, Pipeline);
        foreach (var inline in document.Descendants<LinkInline>().ToList())
        {
            if (inline.Url is not { } url || url.Contains("://", StringComparison.Ordinal))
                continue;

            if (link(url) is { } target)
                inline.Url = target;
            else
                Unlink(inline);
        }

        var blocks = document.ToList();
        var headings = new List<Heading>();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is HeadingBlock heading)
            {
                var below = blocks.Skip(i + 1).TakeWhile(block => block is not HeadingBlock);
                headings.Add(new(heading.Level, heading.GetAttributes().Id ?? "", Plain(heading.Inline), below.Any(block => block is FencedCodeBlock)));
            }
            else if (blocks[i] is ParagraphBlock paragraph && Plain(paragraph.Inline) is var text)
            {
                if (text.StartsWith("becomes", StringComparison.Ordinal) && i + 1 < blocks.Count && blocks[i + 1] is FencedCodeBlock)
                    paragraph.GetAttributes().AddClass("becomes");
                else if (text == "No fix.")
                    paragraph.GetAttributes().AddClass("nofix");
            }
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new CodeBlocks(page, linkToRule));
        renderer.Render(document);

        // Wide tables scroll by themselves on a narrow screen, the page does not.
        var html = writer.ToString().Replace("<table>", "<div class=\"table\"><table>").Replace("</table>", "</table></div>");
        return (html, headings);
    }

    /// <summary>What a rule's page begins with, as text in which backticks mark code.</summary>
    public static string FirstSentence(SitePage page)
    {
        var paragraph = Markdown.Parse(page.Text, Pipeline).OfType<ParagraphBlock>().FirstOrDefault();
        var text = Plain(paragraph?.Inline, quote: "`");
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    /// <summary>The paragraphs under a heading, as text in which backticks mark code; none where there is no such heading.</summary>
    public static IReadOnlyList<string> Under(SitePage page, string heading) =>
    [
        .. Markdown.Parse(page.Text, Pipeline)
            .SkipWhile(block => block is not HeadingBlock { Inline: var inline } || Plain(inline) != heading)
            .Skip(1)
            .TakeWhile(block => block is not HeadingBlock)
            .OfType<ParagraphBlock>()
            .Select(paragraph => Plain(paragraph.Inline, quote: "`")),
    ];

    private static string Plain(ContainerInline? inline, string quote = "") => inline is null ? "" : string.Concat(inline.Descendants().Select(part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => quote + code.Content + quote,
        LineBreakInline => " ",
        _ => "",
    }));

    /// <summary>A link to what the site does not show stays as its words.</summary>
    private static void Unlink(LinkInline link)
    {
        if (link.IsImage)
        {
            link.Remove();
            return;
        }

        foreach (var child in link.ToList())
        {
            child.Remove();
            link.InsertBefore(child);
        }

        link.Remove();
    }
}
