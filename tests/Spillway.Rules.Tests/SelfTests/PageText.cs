using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>Pages that are written inside a test.</summary>
internal static class PageText
{
    /// <summary>The toys that report calls of <c>Sleep</c> and, off by default, of <c>Beep</c>; and the ones about options and files.</summary>
    public static AnalyzerSet Toys { get; } = new(CallToy.Sleep, CallToy.Beep, new SettingsToy());

    /// <summary>The tests of a page; <c>~~~</c> stands for the fences.</summary>
    public static IReadOnlyList<SnippetCode> Snippets(string text) =>
        [.. SnippetReader.Read(PageReader.Read("toy.md", text.Replace("~~~", "```", StringComparison.Ordinal))).Select(SnippetCode.Of)];

    /// <summary>What is wrong with the findings of all blocks of a page.</summary>
    public static async Task<string> FindingsAsync(string text, AnalyzerSet? rules = null)
    {
        var failures = new List<string>();
        foreach (var code in Snippets(text))
            failures.AddRange(await FindingsCheck.CheckAsync(rules ?? Toys, code));

        return string.Join("\n", failures);
    }
}
