using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;
using Xunit.Abstractions;
#if !ANALYZERS_ONLY
using Spillway.Rules.Tests.Fixes;
#endif

namespace Spillway.Rules.Tests;

/// <summary>Every code block of every rule's page holds what the page says.</summary>
public sealed class RulePages
{
    private static readonly Lazy<Dictionary<string, Snippet>> Snippets = new(() =>
        PageFolders.All.SelectMany(page => SnippetReader.Read(page)).Where(SnippetCode.IsKnownHere).ToDictionary(snippet => Key(snippet.Page.Name, snippet.Code.Line)));

    /// <summary>Page, heading and line of each block.</summary>
    public static TheoryData<string, string, int> Blocks()
    {
        var blocks = new TheoryData<string, string, int>();
        foreach (var snippet in Snippets.Value.Values)
            blocks.Add(snippet.Page.Name, snippet.Section.Heading, snippet.Code.Line);

        return blocks;
    }

    /// <summary>Marks, fixes and runs of one block.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Block_holds(string page, string heading, int line)
    {
        var snippet = Snippets.Value[Key(page, line)];
        Assert.Equal(heading, snippet.Section.Heading);
        var code = SnippetCode.Of(snippet);
        SnippetDump.WriteIfWanted(code, AnalyzerSet.Shipped.Descriptors);
        var failures = await FindingsCheck.CheckAsync(AnalyzerSet.Shipped, code);
#if !ANALYZERS_ONLY
        // What fixes do to code that was not understood says nothing more.
        if (failures.Count == 0 && Environment.GetEnvironmentVariable("SPILLWAY_FIXES") != "0" && TriesFixes(line))
            failures = await FixCheck.CheckAsync(AnalyzerSet.Shipped, FixSet.Shipped, code);
#endif
        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures));
    }

#if SAMPLE_OF_FIXES
    private static bool TriesFixes(int line) => line % 3 == 0 || Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1";
#elif !ANALYZERS_ONLY
    private static bool TriesFixes(int line) => true;
#endif

    private static string Key(string page, int line) => $"{page}({line})";
}
