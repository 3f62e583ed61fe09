using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gate over links sees what is wrong, and nothing else.</summary>
public sealed class MarkdownLinksTests
{
    private const string Other = "# Other\n\n## What `this` says, once\n\n## Twice\n\n## Twice\n";

    [Theory]
    [InlineData("[a](b/Other.md) and [b](https://example.org/x) and [c](b) and ![d](b/Other.md)")]
    [InlineData("[a](b/Other.md#what-this-says-once) [b](b/Other.md#twice-1) [c](../a/b/Other.md) [d](#page)")]
    [InlineData("`[a](missing.md)`")]
    [InlineData("```csharp\nvar x = y[0](z);\n```")]
    public void Right_links_and_code_pass(string text) => Complaints.None(Of(text));

    [Theory]
    [InlineData("[a](c/Other.md)", "'c/Other.md' leads nowhere")]
    [InlineData("[a](../../../x.md)", "'../../../x.md' leads nowhere")]
    [InlineData("[a](b/Other.md#thrice)", "'b/Other.md#thrice' leads to a page without this heading")]
    [InlineData("[a](#nothing)", "'#nothing' leads to a page without this heading")]
    public void A_wrong_link_is_told_with_its_line(string text, string complaint) => Complaints.One($"a/Page.md(3): {complaint}", Of(text));

    private static IEnumerable<string> Of(string text)
    {
        var page = new TextFile("a/Page.md", "# Page\n\n" + text);
        return MarkdownLinks.Of(page, path => path is "a/Page.md" or "a/b/Other.md" or "a/b", path => path == page.Path ? page.Text : Other);
    }
}
