namespace Spillway.Package.Tests;

/// <summary>Who decides how loud a rule is: first the user's files, then the chosen mode, then the rule itself.</summary>
public sealed class Severities
{
    private const string Config = """
        root = true

        [AsError.cs]
        dotnet_diagnostic.SPW1001.severity = error

        [AsSuggestion.cs]
        dotnet_diagnostic.SPW1001.severity = suggestion

        [Off.cs]
        dotnet_diagnostic.SPW1001.severity = none
        """;

    [Fact]
    public void Sections_of_an_editorconfig_decide_for_their_files()
    {
        var build = Sections().Build().Must(succeed: false);

        Assert.Equal(
            [("AsError.cs", "error"), ("AsSuggestion.cs", "note"), ("Unset.cs", "warning")],
            build.Findings().Select(finding => (finding.File, finding.Level)).Distinct().Order());
    }

    [Theory]
    [InlineData("Default", "warning")]
    [InlineData("All", "warning")]
    [InlineData("Strict", "error")]
    [InlineData("strict", "error")]
    [InlineData("None", null)]
    public void A_mode_decides_where_no_file_does(string mode, string? level)
    {
        var build = Sections().Build($"-p:SpillwayAnalysisMode={mode}");

        Assert.Equal(level is null ? [] : new[] { level }, build.Findings().Where(finding => finding.Id == "SPW1001" && finding.File == "Unset.cs").Select(finding => finding.Level).Distinct());
        Assert.Contains(build.Findings(), finding => finding is { File: "AsError.cs", Level: "error" });
        Assert.Contains(build.Findings(), finding => finding is { File: "AsSuggestion.cs", Level: "note" });
        Assert.DoesNotContain(build.Findings(), finding => finding.Id == "SPW1001" && finding.File == "Off.cs");
    }

    [Fact]
    public void A_global_config_of_the_user_wins_over_the_mode()
    {
        var consumer = Sections();
        consumer.Write(".globalconfig", "is_global = true\ndotnet_diagnostic.SPW1001.severity = suggestion\n");
        var build = consumer.Build("-p:SpillwayAnalysisMode=Strict");

        Assert.Equal(["note"], build.Findings().Where(finding => finding.File == "Unset.cs").Select(finding => finding.Level).Distinct());
    }

    [Fact]
    public void A_setting_for_a_whole_family_reaches_its_rules()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write(".editorconfig", "root = true\n\n[*.cs]\ndotnet_analyzer_diagnostic.category-Sequential.severity = error\n");

        Assert.Contains("error SPW1001", consumer.Build().Must(succeed: false).Output);
    }

    [Fact]
    public void A_mode_set_by_the_projects_surroundings_counts()
    {
        var consumer = Sections();
        consumer.Write("Directory.Build.targets", """
            <Project>
              <Import Project="../Directory.Build.targets" />
              <PropertyGroup>
                <SpillwayAnalysisMode>None</SpillwayAnalysisMode>
              </PropertyGroup>
            </Project>
            """);

        Assert.DoesNotContain(consumer.Build().Findings(), finding => finding.File == "Unset.cs");
    }

    [Fact]
    public void An_option_that_cannot_be_used_is_reported()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write(".editorconfig", "root = true\n\n[*.cs]\nspillway.max_concurrency = many\n");

        Assert.Contains(consumer.Build().Must(succeed: true).Findings(), finding =>
            finding is { Id: "SPW0002", File: ".editorconfig", Line: 4 } && finding.Message.Contains("'spillway.max_concurrency = many'"));
    }

    /// <summary>One finding in each of four files, three of which have a section in the user's <c>.editorconfig</c>.</summary>
    private static Consumer Sections()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        var source = consumer.Read("Catalog.cs");
        File.Delete(Path.Combine(consumer.Folder, "Catalog.cs"));
        foreach (var name in new[] { "AsError", "AsSuggestion", "Off", "Unset" })
            consumer.Write(name + ".cs", source.Replace("class Catalog", "class " + name));

        consumer.Write(".editorconfig", Config);
        return consumer;
    }
}
