using Spillway.Pages;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>What every rule's page shows.</summary>
internal static class PageShape
{
    /// <summary>A page fires once at least, stays quiet twice, and shows a fix that keeps comments where there is a fix.</summary>
    public static IEnumerable<string> Of(string id, bool hasFix, Page page)
    {
        var snippets = SnippetReader.Read(page);
        var marked = snippets.Select(snippet => snippet.Files.Add(snippet.Code).SelectMany(file => MarkedText.Read(file, page.Name).Marks).ToList()).ToList();

        if (!marked.Any(marks => marks.Any(mark => mark.Id == id)))
            yield return $"{page.Name} has no block in which {id} fires";
        if (marked.Count(marks => marks.Count == 0) < 2)
            yield return $"{page.Name} has fewer than two blocks that stay quiet";
        if (hasFix && !snippets.Any(snippet => snippet.Becomes.Any(becomes => HasComment(becomes.Code.Text))))
            yield return $"{page.Name} shows no fix (a 'becomes' block) with a comment in it";
    }

    private static bool HasComment(string code) => code.Contains("//", StringComparison.Ordinal) || code.Contains("/*", StringComparison.Ordinal);
}
