using System.Diagnostics;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;
using Xunit.Abstractions;

namespace Spillway.Rules.Tests;

/// <summary>No rule throws on half-typed code: every snippet of every page, cut after its tokens.</summary>
public sealed class HalfTypedPages(ITestOutputHelper output)
{
    /// <summary>How many cuts of a page are analysed unless SPILLWAY_LONG is 1.</summary>
    private const int ShortRun = 400;

    /// <summary>The pages.</summary>
    public static TheoryData<string> Pages() => [.. PageFolders.All.Select(page => page.Name)];

    /// <summary>All snippets of one page.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Survives_every_cut(string page)
    {
        var clock = Stopwatch.StartNew();
        var snippets = SnippetReader.Read(PageFolders.All.Single(candidate => candidate.Name == page)).Where(SnippetCode.IsKnownHere);
        var cuts = snippets.Select(SnippetCode.Of).SelectMany(code => CutCheck.CutsOf(code).Select(cut => (code, cut))).ToList();
        var step = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1" ? 1 : (cuts.Count + ShortRun - 1) / ShortRun;
        var failures = new List<string>();
        var taken = 0;
        foreach (var group in cuts.Where((_, index) => index % Math.Max(step, 1) == 0).GroupBy(cut => cut.code, cut => cut.cut))
        {
            taken += group.Count();
            failures.AddRange(await CutCheck.CheckAsync(AnalyzerSet.Shipped, group.Key, group));
        }

        output.WriteLine($"{taken} of {cuts.Count} cuts{(step > 1 ? $" (every {step}th; all with SPILLWAY_LONG=1)" : "")} in {clock.ElapsedMilliseconds} ms");
        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures.Take(5)));
    }
}
