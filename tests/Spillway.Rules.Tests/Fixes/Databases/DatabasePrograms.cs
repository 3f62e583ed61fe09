using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;
using Xunit.Abstractions;

namespace Spillway.Rules.Tests.Fixes.Databases;

/// <summary>
/// The programs of <c>Programs.md</c> do the same before and after the fixes of queries and saves per item, in memory and on a real
/// server; and on the server they make as many round trips as their headings say.
/// </summary>
public sealed partial class DatabasePrograms(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const string PageName = "tests/Spillway.Rules.Tests/Fixes/Databases/Programs.md";

    // Each program has a handful of findings.
    private const int MostFixes = 20;

    private static readonly string[] Rules = ["SPW1004", "SPW1005"];

    private static readonly Lazy<Dictionary<string, Snippet>> Programs = new(() =>
        SnippetReader.Read(PageReader.Read(PageName, File.ReadAllText(Path.Combine(Repository.Root, PageName)))).ToDictionary(snippet => snippet.Section.Heading));

    /// <summary>The headings of the page.</summary>
    public static TheoryData<string> Headings() => [.. Programs.Value.Keys];

    /// <summary>The findings are where the page marks them, and the same comes out in memory.</summary>
    [Theory]
    [MemberData(nameof(Headings))]
    public async Task Same_results_in_memory(string heading)
    {
        Assert.Empty(await FindingsCheck.CheckAsync(AnalyzerSet.Shipped, SnippetCode.Of(Programs.Value[heading])));
        var (before, after) = await BothAsync(heading);
        var results = new List<string>();
        foreach (var program in new[] { before, after })
        {
            var database = Guid.NewGuid().ToString();
            results.Add(await RunAsync(program, () => new DbContextOptionsBuilder().UseInMemoryDatabase(database), null));
        }

        Assert.NotEmpty(results[0]);
        Assert.Equal(results[0], results[1]);
    }

    /// <summary>The same comes out on the server, in fewer round trips.</summary>
    [PostgresTheory]
    [MemberData(nameof(Headings))]
    public async Task Same_results_and_fewer_round_trips_on_a_server(string heading)
    {
        var (before, after) = await BothAsync(heading);
        var results = new List<(string Output, int Trips)>();
        foreach (var program in new[] { before, after })
        {
            var database = server.NewDatabase();
            var trips = new RoundTrips();
            var text = await RunAsync(program, () => new DbContextOptionsBuilder().UseNpgsql(database), trips);
            results.Add((text, trips.Count));
        }

        output.WriteLine($"{heading}: {results[0].Trips} round trips before, {results[1].Trips} after");
        Assert.Equal(results[0].Output, results[1].Output);
        var said = Trips().Match(heading);
        Assert.Equal((int.Parse(said.Groups[1].Value), int.Parse(said.Groups[2].Value)), (results[0].Trips, results[1].Trips));
    }

    private static async Task<(Compilation Before, Compilation After)> BothAsync(string heading)
    {
        var project = SnippetProject.Of(SnippetCode.Of(Programs.Value[heading]), AnalyzerSet.Shipped);
        var before = (await project.GetCompilationAsync())!;
        for (var i = 0; i < MostFixes; i++)
        {
            var (findings, _) = await SnippetProject.AnalyseAsync(project, AnalyzerSet.Shipped);
            var offers = await FixSet.Shipped.OffersAsync(project, findings.Where(finding => Rules.Contains(finding.Id)));
            if (offers.FirstOrDefault(offer => !offer.Keeps) is not { } next)
                return i == 0 ? throw new InvalidOperationException($"nothing can be fixed in '{heading}'") : (before, (await project.GetCompilationAsync())!);

            project = await FixSet.ApplyAsync(project, next.Action);
        }

        throw new InvalidOperationException($"the fixes of '{heading}' come to no end");
    }

    private static async Task<string> RunAsync(Compilation program, Func<DbContextOptionsBuilder> database, RoundTrips? trips)
    {
        using var image = new MemoryStream();
        var emitted = program.Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        var context = new AssemblyLoadContext("program", isCollectible: true);
        try
        {
            var type = context.LoadFromStream(image).GetType("Case")!;
            var seed = type.GetMethod("SeedAsync")!.CreateDelegate<Func<DbContextOptions, Task>>();
            var run = type.GetMethod("RunAsync")!.CreateDelegate<Func<DbContextOptions, Task<string>>>();
            await seed(database().Options);
            return await run((trips is null ? database() : database().AddInterceptors(trips)).Options);
        }
        finally
        {
            context.Unload();
        }
    }

    [GeneratedRegex(@"(\d+) round trips, then (\d+)")]
    private static partial Regex Trips();
}
