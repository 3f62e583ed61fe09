using Spillway.Pages;

namespace Spillway.Rules.Tests;

/// <summary>The pages of this suite.</summary>
internal static class PageFolders
{
    /// <summary>The rules' own pages, and those about the preambles.</summary>
    public static IEnumerable<Page> All =>
        Repository.PagesIn("src/Rules").Concat(Repository.PagesIn("tests/Spillway.Rules.Tests/Pages"));
}
