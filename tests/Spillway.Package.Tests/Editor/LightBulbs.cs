using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Editor;

namespace Spillway.Package.Tests.Editor;

/// <summary>What an editor offers for our findings, and what comes of choosing it.</summary>
[Collection(nameof(InEditor))]
public sealed class LightBulbs(OpenedNoisy opened)
{
    private NoisyInEditor Noisy { get; } = opened.Noisy;

    [Theory]
    [InlineData("PriceService.cs", "SPW1001", "Run up to 8 at a time, use the results in order", "Keep it sequential on purpose", "Suppress SPW1001")]
    [InlineData("StockReport.cs", "SPW1003", "Start all, then wait with Task.WhenAll", "Keep it sequential on purpose", "Suppress SPW1003")]
    [InlineData("ReminderService.cs", "SPW1004", "Ask once for all keys before the loop", "Keep one query per item on purpose", "Suppress SPW1004")]
    [InlineData("ReminderService.cs", "SPW1005", "Save once after the loop; after a failure nothing is saved", "Keep one save per item on purpose", "Suppress SPW1005")]
    [InlineData("StockCache.cs", "SPW3001", "Run up to 8 at a time, results in order", "Keep it unbounded on purpose", "Suppress SPW3001")]
    [InlineData("Warehouses.cs", "SPW4011", "Make the field volatile", "Keep it this way on purpose", "Suppress SPW4011")]
    public async Task The_rewrite_comes_first_then_to_keep_it_then_to_suppress(string file, string id, params string[] titles)
    {
        var document = Noisy.Document(file);
        var bulb = await Noisy.Host.LightBulbAsync(document, (await Noisy.FirstAsync(document, id)).Location.SourceSpan);

        Assert.Equal(titles, bulb.Select(entry => entry.Title).Where(titles.Contains));
    }

    [Fact]
    public async Task Every_finding_can_be_kept_and_what_a_preview_shows_compiles_and_is_what_happens()
    {
        var seen = new HashSet<string>();
        foreach (var document in NoisyInEditor.Written(Noisy.Project))
        {
            foreach (var squiggle in await Noisy.OursAsync(document))
            {
                if (!seen.Add(squiggle.Id))
                    continue;

                var bulb = await Noisy.Host.LightBulbAsync(document, squiggle.Location.SourceSpan);
                Assert.Contains(bulb, entry => entry.Action.EquivalenceKey == "keep:" + squiggle.Id);
                Assert.Equal(bulb.Count, bulb.Select(entry => entry.Title).Distinct().Count());
                foreach (var entry in bulb.Where(entry => IsOurs(entry)))
                {
                    var preview = await EditorHost.PreviewAsync(entry);
                    var applied = await EditorHost.ApplyAsync(entry, Noisy.Project.Solution);
                    Assert.Equal([document.Id], applied.GetChanges(Noisy.Project.Solution).GetProjectChanges().SelectMany(change => change.GetChangedDocuments()));
                    Assert.Equal(await TextAsync(preview, document), await TextAsync(applied, document));
                    var compilation = await applied.GetDocument(document.Id)!.Project.GetCompilationAsync();
                    Assert.DoesNotContain(compilation!.GetDiagnostics(), problem => problem.Severity == DiagnosticSeverity.Error);
                }
            }
        }

        Assert.True(seen.Count > 20, $"only {string.Join(", ", seen.Order())} were tried");
    }

    [Theory]
    [InlineData("keep:SPW1001")]
    [InlineData("Suppress SPW1001/in Source")]
    [InlineData("Suppress SPW1001/in Suppression File")]
    [InlineData("Suppress SPW1001/in Source (attribute)")]
    public async Task A_finding_that_is_kept_or_suppressed_is_gone_and_the_others_stay(string choice)
    {
        var document = Noisy.Document("PriceService.cs");
        var before = await Noisy.OursAsync(document);
        var squiggle = before.First(found => found.Id == "SPW1001");
        IEnumerable<BulbEntry> entries = await Noisy.Host.LightBulbAsync(document, squiggle.Location.SourceSpan);
        BulbEntry? chosen = null;
        foreach (var step in choice.Split('/'))
        {
            chosen = entries.Single(entry => entry.Title == step || entry.Action.EquivalenceKey == step);
            entries = chosen.Nested;
        }

        var after = await Noisy.OursAsync((await EditorHost.ApplyAsync(chosen!, Noisy.Project.Solution)).GetDocument(document.Id)!);

        Assert.Equal(before.Except([squiggle]).Select(found => (found.Id, found.GetMessage())), after.Select(found => (found.Id, found.GetMessage())));
    }

    [Fact]
    public async Task A_fix_for_all_stays_in_its_scope()
    {
        const string Id = "SPW1001";
        const string Loop = """
            namespace Other;

            public sealed class Lengths(HttpClient http)
            {
                public async Task<int> SumAsync(IReadOnlyList<Uri> addresses)
                {
                    var sum = 0;
                    foreach (var address in addresses)
                        sum += (await http.GetStringAsync(address)).Length;
                    return sum;
                }
            }
            """;
        var (solution, other) = await WithSecondProjectAsync(Loop);
        var document = solution.GetDocument(Noisy.Document("PriceService.cs").Id)!;
        var elsewhere = Noisy.Document("StockReport.cs").Id;
        var entry = (await Noisy.Host.LightBulbAsync(document, (await Noisy.FirstAsync(document, Id)).Location.SourceSpan))[0];

        var all = await CountAsync(solution);
        Assert.True(all is { Document: > 1, Elsewhere: > 1, Other: 1 }, $"{all}");
        var inDocument = await CountAsync(await EditorHost.FixAllAsync(entry, document, FixAllScope.Document));
        Assert.Equal((0, all.Elsewhere, 1), inDocument);
        var inProject = await CountAsync(await EditorHost.FixAllAsync(entry, document, FixAllScope.Project));
        Assert.True(inProject.Document == 0 && inProject.Elsewhere < all.Elsewhere && inProject.Other == 1, $"{all} became {inProject}");
        var inSolution = await CountAsync(await EditorHost.FixAllAsync(entry, document, FixAllScope.Solution));
        Assert.Equal(inProject with { Other = 0 }, inSolution);

        async Task<(int Document, int Elsewhere, int Other)> CountAsync(Solution state)
        {
            var compilation = await state.GetProject(document.Project.Id)!.GetCompilationAsync();
            Assert.DoesNotContain(compilation!.GetDiagnostics(), problem => problem.Severity == DiagnosticSeverity.Error);
            return (await InAsync(state.GetDocument(document.Id)!), await InAsync(state.GetDocument(elsewhere)!), await InAsync(state.GetDocument(other)!));
        }

        async Task<int> InAsync(Document one) => (await Noisy.OursAsync(one)).Count(squiggle => squiggle.Id == Id);
    }

    /// <summary>The sample's solution with another project of the same references and global usings, and one document.</summary>
    private async Task<(Solution Solution, DocumentId Other)> WithSecondProjectAsync(string text)
    {
        var first = Noisy.Project;
        var id = ProjectId.CreateNewId();
        var document = DocumentId.CreateNewId(id);
        var usings = await first.Documents.Single(generated => generated.Name.EndsWith(".GlobalUsings.g.cs", StringComparison.Ordinal)).GetTextAsync();
        var solution = first.Solution
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Create(), "Other", "Other", LanguageNames.CSharp, compilationOptions: first.CompilationOptions, parseOptions: first.ParseOptions,
                metadataReferences: first.MetadataReferences, analyzerReferences: first.AnalyzerReferences))
            .AddDocument(DocumentId.CreateNewId(id), "Usings.cs", usings)
            .AddDocument(document, "Lengths.cs", text, filePath: Path.Combine(Noisy.Consumer.Folder, "Lengths.cs"));
        return (solution, document);
    }

    private static bool IsOurs(BulbEntry entry) => entry.Group is { } group && InternalApi.Get<object>(group, "Provider").GetType().Assembly.GetName().Name == "Spillway.CodeFixes";

    private static async Task<string> TextAsync(Solution solution, Document document) => (await solution.GetDocument(document.Id)!.GetTextAsync()).ToString();
}
