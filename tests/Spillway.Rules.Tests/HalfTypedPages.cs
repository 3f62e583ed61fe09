using System.Diagnostics;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;
using Xunit.Abstractions;
#if !ANALYZERS_ONLY
using Spillway.Rules.Tests.Fixes;
#endif

namespace Spillway.Rules.Tests;

/// <summary>No rule and no fix throws on half-typed code: every snippet of every page, cut after its tokens.</summary>
public sealed class HalfTypedPages(ITestOutputHelper output)
{
    /// <summary>How many cuts of a page are analysed unless SPILLWAY_LONG is 1: fewer on the newest and the oldest compiler, where the same rules run.</summary>
#if SAMPLE_OF_FIXES || ANALYZERS_ONLY
    private const int ShortRun = 60;
#else
    private const int ShortRun = 240;
#endif

    /// <summary>The pages.</summary>
    public static TheoryData<string> Pages() => [.. PageFolders.All.Select(page => page.Name)];

    /// <summary>All snippets of one page.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Survives_every_cut(string page)
    {
        var clock = Stopwatch.StartNew();
        var codes = SnippetReader.Read(PageFolders.All.Single(candidate => candidate.Name == page)).Where(SnippetCode.IsKnownHere).Select(SnippetCode.Of);
        var cuts = codes.SelectMany(code => CutCheck.CutsOf(code).Select(cut => (Code: code, Cut: cut))).ToList();
        var failures = new List<string>();
        foreach (var group in Sample(cuts, ShortRun, "rules").GroupBy(cut => cut.Code, cut => cut.Cut))
            failures.AddRange(await CutCheck.CheckAsync(AnalyzerSet.Shipped, group.Key, group));

#if !ANALYZERS_ONLY
        // Fixes need a whole workspace, and have nothing to do in quiet blocks.
        var marked = cuts.Where(cut => cut.Code.Places.Any(place => place.Marks.Any())).ToList();
        foreach (var group in Sample(marked, ShortRun / 4, "fixes").GroupBy(cut => cut.Code, cut => cut.Cut))
            failures.AddRange(await CutFixCheck.CheckAsync(AnalyzerSet.Shipped, FixSet.Shipped, group.Key, group));

#endif
        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures.Take(5)));
    }

    private List<T> Sample<T>(List<T> cuts, int most, string what)
    {
        var step = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1" ? 1 : Math.Max(1, (cuts.Count + most - 1) / most);
        var taken = cuts.Where((_, index) => index % step == 0).ToList();
        output.WriteLine($"{what}: {taken.Count} of {cuts.Count} cuts{(step > 1 ? $" (each {step}th; all with SPILLWAY_LONG=1)" : "")}");
        return taken;
    }
}
