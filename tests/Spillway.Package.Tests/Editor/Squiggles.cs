using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Package.Tests.Editor;

/// <summary>What an editor underlines with the packed analyzers: in code that was never built, while it is typed, under options that change.</summary>
[Collection(nameof(InEditor))]
public sealed class Squiggles(OpenedNoisy opened)
{
    private NoisyInEditor Noisy { get; } = opened.Noisy;

    [Fact]
    public async Task They_stand_where_the_build_reports()
    {
        var inEditor = new List<(string Id, string File, Region? Region)>();
        foreach (var document in NoisyInEditor.Written(Noisy.Project))
        {
            var file = Path.GetRelativePath(Noisy.Consumer.Folder, document.FilePath!).Replace('\\', '/');
            inEditor.AddRange((await Noisy.OursAsync(document)).Select(squiggle => (squiggle.Id, file, Region(squiggle))));
        }

        // What needs the whole compilation is for builds: editors ask for one document.
        var built = Noisy.Consumer.Build().Must(succeed: true).Findings().Select(finding => (finding.Id, finding.File, finding.Region)).ToList();
        var ofTheWhole = built.Select(finding => finding.Id).Except(inEditor.Select(squiggle => squiggle.Id)).ToList();

        Assert.Equal(["SPW4007"], ofTheWhole);
        Assert.Equal(built.Where(finding => !ofTheWhole.Contains(finding.Id)).Order(Places), inEditor.Order(Places));
    }

    [Fact]
    public async Task Options_take_effect_as_they_are_typed()
    {
        var document = Noisy.Document("PriceService.cs");
        Assert.Contains(await Noisy.OursAsync(document), squiggle => squiggle is { Id: "SPW1001", Severity: DiagnosticSeverity.Warning });

        var asError = Under("dotnet_diagnostic.SPW1001.severity = error\nspillway.max_concurrency = 3");
        var squiggle = await Noisy.FirstAsync(asError, "SPW1001");
        Assert.Equal(DiagnosticSeverity.Error, squiggle.Severity);
        var bulb = await Noisy.Host.LightBulbAsync(asError, squiggle.Location.SourceSpan);
        Assert.Equal("Run up to 3 at a time, use the results in order", bulb[0].Title);

        Assert.DoesNotContain(await Noisy.OursAsync(Under("dotnet_diagnostic.SPW1001.severity = none")), found => found.Id == "SPW1001");

        Document Under(string options)
        {
            var config = Noisy.Project.AnalyzerConfigDocuments.Single(config => config.Name == ".editorconfig");
            var solution = Noisy.Project.Solution.WithAnalyzerConfigDocumentText(config.Id, SourceText.From($"root = true\n\n[*.cs]\n{options}\n"));
            return solution.GetDocument(document.Id)!;
        }
    }

    [Fact]
    public async Task Half_typed_code_hides_nothing_that_stands_elsewhere()
    {
        var document = Noisy.Document("StockReport.cs");
        var text = await document.GetTextAsync();
        var whole = await Noisy.OursAsync(document);
        Assert.True(whole.Count > 3);

        // Typed from the first finding on, token by token: what is underlined before the caret stays.
        var root = (await document.GetSyntaxRootAsync())!;
        var typed = root.DescendantTokens().Where(token => token.SpanStart >= whole[0].Location.SourceSpan.Start).Select(token => token.Span.End).ToList();
        foreach (var end in typed.Where((_, i) => i % 23 == 0))
        {
            var half = document.WithText(text.GetSubText(TextSpan.FromBounds(0, end)));
            await Noisy.OursAsync(half);
            await Noisy.Host.LightBulbAsync(half, new TextSpan(end - 1, 0));
        }

        // A statement begun in the last method leaves the findings of the methods before it alone.
        var last = whole[^1].Location.SourceSpan;
        var method = root.FindNode(last).Ancestors().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>().First();
        var begun = document.WithText(text.Replace(method.Body!.OpenBraceToken.Span.End, 0, "\n        foreach (var begun in "));
        var before = whole.Where(squiggle => squiggle.Location.SourceSpan.End < method.SpanStart).Select(squiggle => (squiggle.Id, squiggle.Location.SourceSpan)).ToList();
        Assert.NotEmpty(before);
        Assert.Equal(before, (await Noisy.OursAsync(begun)).Select(squiggle => (squiggle.Id, squiggle.Location.SourceSpan)).Take(before.Count));
    }

    [Fact]
    public async Task A_file_that_was_never_saved_is_looked_at_too()
    {
        var unsaved = Noisy.Project.AddDocument("Unsaved.cs", """
            namespace Noisy;

            public sealed class Unsaved(HttpClient http)
            {
                public async Task<int> LengthsAsync(IReadOnlyList<Uri> addresses)
                {
                    var sum = 0;
                    foreach (var address in addresses)
                        sum += (await http.GetStringAsync(address)).Length;
                    return sum;
                }
            }
            """);

        var squiggle = Assert.Single(await Noisy.OursAsync(unsaved));
        Assert.Equal("SPW1001", squiggle.Id);
        Assert.Equal("await http.GetStringAsync(address)", (await unsaved.GetTextAsync()).ToString(squiggle.Location.SourceSpan));
    }

    private static Region? Region(Diagnostic squiggle)
    {
        var span = squiggle.Location.GetLineSpan();
        return new Region(span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, span.EndLinePosition.Line + 1, span.EndLinePosition.Character + 1);
    }

    private static Comparer<(string Id, string File, Region? Region)> Places { get; } =
        Comparer<(string Id, string File, Region? Region)>.Create((a, b) => (a.File, a.Region!.Line, a.Region.Column, a.Id).CompareTo((b.File, b.Region!.Line, b.Region.Column, b.Id)));
}
