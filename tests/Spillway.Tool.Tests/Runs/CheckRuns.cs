using System.Text.Json;

namespace Spillway.Tool.Tests.Runs;

/// <summary>'spillway check' and 'spillway baseline', with the SDK of this machine.</summary>
public sealed class CheckRuns
{
    [Fact]
    public async Task A_solution_is_analysed_whole_and_left_as_it_is()
    {
        using var folder = Projects.Two();
        using var elsewhere = new Folder();
        var before = folder.Everything;

        var run = (await folder.RunAsync("check", ".", "--sarif", elsewhere.At("logs/out.sarif"))).Must(ExitCode.Findings);

        Assert.Equal(before, folder.Everything);
        Assert.Equal(
            """
            Prices/Prices.cs(15,13): warning SPW1001: 'GetStringAsync' is awaited for one item after another, though no item needs the result of another
                Prices/Prices.cs(14,30): each turn of this loop waits for the one before
                Prices/Prices.cs(15,19): 'HttpClient.GetStringAsync' reaches the network
            Web/Catalog.cs(10,13): warning SPW1001: 'GetStringAsync' is awaited for one item after another, though no item needs the result of another
                Web/Catalog.cs(7,30): each turn of this loop waits for the one before
                Web/Catalog.cs(10,19): 'HttpClient.GetStringAsync' reaches the network
            2 findings: 1 more kept on purpose

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal("", run.Errors);

        using var log = JsonDocument.Parse(elsewhere["logs/out.sarif"]);
        var results = log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(
            ["Prices/Prices.cs", "Prices/Prices.cs", "Web/Catalog.cs"],
            results.Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()));
        Assert.Equal("The partner allows one request at a time.", results[0].GetProperty("suppressions")[0].GetProperty("justification").GetString());
        Assert.Equal(
            ["each turn of this loop waits for the one before", "'HttpClient.GetStringAsync' reaches the network"],
            results[2].GetProperty("relatedLocations").EnumerateArray().Select(related => related.GetProperty("message").GetProperty("text").GetString()));
        Assert.Equal(3, results.Select(result => result.GetProperty("partialFingerprints").GetProperty("spillway/v1").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Old_findings_fail_nothing_though_their_lines_move_and_new_ones_do()
    {
        using var folder = Projects.One();
        folder["Prices.cs"] = Projects.Prices;
        (await folder.RunAsync("baseline", "Shop.csproj")).Must(ExitCode.Clean);
        Assert.EndsWith(
            """

            Catalog.cs
              SPW1001 Catalog.WarmUpAsync: await http.GetStringAsync(page + "?version=latest");

            Prices.cs
              SPW1001 Prices.ReloadAsync: await http.GetStringAsync(page);

            """.ReplaceLineEndings("\n"),
            folder["spillway.baseline.txt"]);

        folder["Catalog.cs"] = "// Moved down.\n\n" + folder["Catalog.cs"].Replace("        foreach", "  foreach");
        folder["Prices.cs"] = folder["Prices.cs"].Replace("ReloadAsync", "RefreshAsync");
        var run = (await folder.RunAsync("check", "--baseline", "spillway.baseline.txt")).Must(ExitCode.Findings);

        Assert.StartsWith("Prices.cs(15,13): warning SPW1001: ", run.Output);
        Assert.EndsWith(
            """
            1 entry of spillway.baseline.txt matches nothing any more; 'spillway baseline' writes it anew:
                Prices.cs: SPW1001 Prices.ReloadAsync: await http.GetStringAsync(page);
            2 findings: 1 new, 1 in the baseline, 1 more kept on purpose

            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [Fact]
    public async Task A_project_that_does_not_build_is_not_guessed_about()
    {
        using var folder = Projects.One();
        folder["Broken.cs"] = "public class Broken : Missing;";

        var run = (await folder.RunAsync("check")).Must(ExitCode.BuildFailed);

        Assert.Equal("", run.Output);
        Assert.StartsWith("error: Shop.csproj does not build, so its findings would be guesses; make 'dotnet build' succeed first\n", run.Errors);
        Assert.Contains("Broken.cs(1,23): error CS0246: ", run.Errors);
        Assert.Equal(2, run.Errors.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Without_an_SDK_it_says_so()
    {
        using var folder = Projects.One();
        folder.Dotnet = folder.At("nothing-here");

        Assert.Contains("install the .NET SDK", (await folder.RunAsync("check")).Must(ExitCode.NoSdk).Errors);
    }

    [Fact]
    public async Task An_SDK_that_the_folder_asks_for_and_nobody_has_is_named()
    {
        using var folder = Projects.One();
        folder["global.json"] = """{ "sdk": { "version": "99.0.100", "rollForward": "disable" } }""";

        Assert.Contains("99.0.100", (await folder.RunAsync("check")).Must(ExitCode.NoSdk).Errors);
    }
}
