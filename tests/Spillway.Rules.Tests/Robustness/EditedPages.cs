using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;
using Xunit.Abstractions;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>No rule throws, and none hangs, on snippets with tokens deleted, swapped and inserted.</summary>
public sealed class EditedPages(ITestOutputHelper output)
{
    private const int ShortRun = 24;

    private const int LongRun = 1_500;

    /// <summary>No measurement: it turns a hang into a failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>The pages.</summary>
    public static TheoryData<string> Pages() => HalfTypedPages.Pages();

    /// <summary>All snippets of one page; SPILLWAY_LONG=1 makes 1,500 texts of each page, which are more than 100,000 with the cuts of <see cref="HalfTypedPages"/>.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Survives_edits(string page)
    {
        var codes = SnippetReader.Read(PageFolders.All.Single(candidate => candidate.Name == page)).Where(SnippetCode.IsKnownHere).Select(SnippetCode.Of).ToList();
        var wanted = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1" ? LongRun : ShortRun;
        var failures = new List<string>();
        var tried = 0;
        foreach (var code in codes)
        {
            // Blocks share the number; the seed is the block's line, so that a failure can be made again alone.
            var share = (wanted / codes.Count) + (codes.IndexOf(code) < wanted % codes.Count ? 1 : 0);
            if (share == 0)
                break;

            var whole = code.Compile(AnalyzerSet.Shipped.Descriptors);
            var tree = whole.SyntaxTrees[0];
            foreach (var text in CodeEdits.Of(code, share, seed: code.Snippet.Code.Line))
            {
                tried++;
                var edited = whole.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, code.ParseOptions, tree.FilePath));
                var (findings, crashes) = await AnalyzerSet.Shipped.AnalyseAsync(edited, code.AnalyzerOptions()).WaitAsync(Patience);
                foreach (var problem in crashes.AddRange(findings.Where(d => d.Id == "AD0001").Select(FindingsCheck.Message)))
                    failures.Add(code.Snippet.Failure(code.Snippet.Code.Line, $"{problem}\n--- edited to:\n{text}"));
            }
        }

        output.WriteLine($"{tried} texts");
        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures.Take(3)));
    }
}
