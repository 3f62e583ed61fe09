using Spillway.Tool.Analysis;

namespace Spillway.Tool.Tests.Runs;

/// <summary>'spillway fix', with the SDK of this machine.</summary>
public sealed class FixRuns
{
    [Fact]
    public async Task A_dry_run_shows_the_difference_and_touches_nothing()
    {
        using var folder = Projects.One();
        folder[".editorconfig"] = "root = true\n\n[*.cs]\nspillway.max_concurrency = 3\n";
        var before = folder.Everything;

        var run = (await folder.RunAsync("fix", "--rule", "SPW1001", "--dry-run")).Must(ExitCode.Clean);

        Assert.Equal(before, folder.Everything);
        Assert.Equal(
            """
            --- a/Catalog.cs
            +++ b/Catalog.cs
            @@ -4,10 +4,10 @@
             {
                 public static async Task WarmUpAsync(HttpClient http, IReadOnlyList<string> pages)
                 {
            -        foreach (var page in pages)
            +        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (page, _) =>
                     {
                         // Only the server's cache needs the answer.
                         await http.GetStringAsync(page + "?version=latest");
            -        }
            +        });
                 }
             }
            1 finding would be fixed in 1 file

            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [Fact]
    public async Task A_rewrite_is_applied_and_compiles()
    {
        using var folder = Projects.One();

        var run = (await folder.RunAsync("fix", ".", "--rule", "spw1001")).Must(ExitCode.Clean);

        Assert.Equal("Catalog.cs\n1 finding fixed in 1 file\n", run.Output);
        Assert.Contains("        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (page, _) =>\n", folder["Catalog.cs"]);
        Assert.Equal(["Catalog.cs", "Shop.csproj"], folder.Everything.Select(file => file.File).Where(file => !file.StartsWith("obj/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_project_builds_on_is_rewritten_with_it()
    {
        using var folder = Projects.Two();

        var run = (await folder.RunAsync("fix", "Web/Web.csproj", "--rule", "SPW1001")).Must(ExitCode.Clean);

        Assert.Equal("Prices/Prices.cs\nWeb/Catalog.cs\n2 findings fixed in 2 files\n", run.Output);
    }

    [Fact]
    public async Task A_rule_that_is_off_speaks_when_it_is_asked_by_name()
    {
        using var folder = Projects.One();
        folder["Catalog.cs"] = """
            namespace Shop;

            public interface IRates
            {
                Task<decimal> FindAsync(string currency);
            }

            public class Report(IRates rates)
            {
                public async Task<decimal> SumAsync(IReadOnlyList<string> currencies)
                {
                    var sum = 0m;
                    foreach (var currency in currencies)
                        sum += await rates.FindAsync(currency);
                    return sum;
                }
            }
            """;
        var analysis = new ProjectAnalysis(folder.Surroundings(TextWriter.Null, TextWriter.Null));

        var findings = await analysis.RunAsync(new BuildTarget(folder.At("Shop.csproj")), ["SPW1002"], CancellationToken.None);

        Assert.Equal("SPW1002", Assert.Single(findings.Open).Id);
        Assert.Contains(folder.At("Catalog.cs"), findings.Files);
    }
}
