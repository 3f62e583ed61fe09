using System.Text.RegularExpressions;

namespace Spillway.Package.Tests;

/// <summary>Projects that only refer to the packages get the analyzers, and from the runtime package the runtime too.</summary>
public sealed class ConsumerBuilds
{
    [Theory]
    [InlineData("Runtime")]
    [InlineData("RateLimiting")]
    public void One_reference_to_a_runtime_package_gives_the_analyzers_too(string name)
    {
        var consumer = PackedPackages.Shared.Consumer(name);
        var build = consumer.Build().Must(succeed: true);

        foreach (var framework in new[] { "net8.0", "net10.0" })
        {
            Assert.Equal(consumer.Marks, build.Findings(framework).Select(finding => finding.Place).Order());
            Assert.True(File.Exists(Path.Combine(consumer.Folder, "bin", "Debug", framework, "Spillway.dll")), $"the runtime is not beside the {framework} program");
            Assert.False(File.Exists(Path.Combine(consumer.Folder, "bin", "Debug", framework, "Spillway.Analyzers.dll")), "the analyzers are no part of a program");
        }

        consumer.Run("run", "--no-build", "-f", "net10.0").Must(succeed: true);
    }

    [Fact]
    public void The_analyzers_alone_find_the_same_and_add_nothing_to_the_program()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        var build = consumer.Build().Must(succeed: true);

        Assert.NotEmpty(consumer.Marks);
        Assert.Equal(consumer.Marks, build.Findings().Select(finding => finding.Place).Order());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(consumer.Folder, "bin"), "Spillway*.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_build_takes_the_precompiled_analyzers_where_there_are_some_and_finds_the_same_with_the_portable_ones()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        var portable = consumer.Build("-p:SpillwayPrecompiled=false", "-v:n").Must(succeed: true);
        Assert.Equal(["analyzers/dotnet/cs"], GivenAnalyzers(portable));
        var findings = Said(portable);
        Assert.NotEmpty(findings);

        var build = consumer.Build("-v:n").Must(succeed: true);
        Assert.Equal([PackedPackages.HasPrecompiled ? "tools/linux-x64" : "analyzers/dotnet/cs"], GivenAnalyzers(build));
        Assert.Equal(findings, Said(build));

        static List<string> Said(Build build) => [.. build.Findings().Select(finding => $"{finding.Place} {finding.Message} {string.Join(',', finding.RelatedLines)}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The folders of the package from which the compiler was given the analyzers.</summary>
    private static IEnumerable<string> GivenAnalyzers(Build build) =>
        Regex.Matches(build.Output, @"/analyzer:\S*?/((?:analyzers|tools)/[\w/-]+)/Spillway\.Analyzers\.dll").Select(match => match.Groups[1].Value).Distinct();

    [Fact]
    public void Findings_carry_their_evidence()
    {
        var build = PackedPackages.Shared.Consumer("AnalyzersOnly").Build().Must(succeed: true);

        Assert.All(build.Findings(), finding =>
        {
            Assert.NotEmpty(finding.RelatedLines);
            Assert.Equal("warning", finding.Level);
        });
        Assert.DoesNotContain("AD0001", build.Output);
        Assert.Equal("https://spillway.example/docs/SPW1001", SarifLog.HelpLink(Path.Combine(build.Folder, "net10.0.sarif"), "SPW1001"));
    }

    [Fact]
    public void What_is_kept_on_purpose_is_logged_with_its_reason()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write("Catalog.cs", consumer.Read("Catalog.cs").Replace(
            "    public static async Task WarmUpAsync",
            "    [System.Diagnostics.CodeAnalysis.SuppressMessage(\"Sequential\", \"SPW1001:Independent awaits in a loop\", Justification = \"One at a time, says the partner.\")]\n    public static async Task WarmUpAsync"));

        // A program of statements has no member that an attribute could stand on; what the compiler makes of it has a name.
        consumer.Write("Program.cs", """
            [assembly: System.Diagnostics.CodeAnalysis.SuppressMessage("Sequential", "SPW1001:Independent awaits in a loop", Justification = "Also here.", Scope = "member", Target = "~M:Program.<Main>$(System.String[])")]

            using var client = new HttpClient();
            foreach (var page in args)
                await client.GetStringAsync(page);
            """);
        var build = consumer.Build("-p:OutputType=Exe").Must(succeed: true);

        Assert.Empty(build.Findings());
        Assert.Equal(
            [("Catalog.cs", "One at a time, says the partner."), ("Program.cs", "Also here.")],
            SarifLog.Read(Path.Combine(build.Folder, "net10.0.sarif"), build.Folder).Where(finding => finding.Suppressed && finding.Id == "SPW1001").Select(finding => (finding.File, finding.Justification)).Order());
    }

    [Fact]
    public void Warnings_as_errors_stop_the_build() =>
        Assert.Contains("error SPW1001", PackedPackages.Shared.Consumer("AnalyzersOnly").Build("-warnaserror").Must(succeed: false).Output);

    [Fact]
    public void A_project_that_takes_warnings_as_errors_gets_errors()
    {
        var build = PackedPackages.Shared.Consumer("AnalyzersOnly").Build("-p:TreatWarningsAsErrors=true").Must(succeed: false);

        Assert.Equal(["error"], build.Findings().Select(finding => finding.Level).Distinct());
    }

    [Theory]
    [InlineData("SPW3004", "VSTHRD110")]
    [InlineData("SPW3004", "MA0134")]
    [InlineData("SPW4004", "S2551")]
    [InlineData("SPW4004", "MA0064")]
    public void A_rule_stands_down_where_one_of_another_package_says_the_same(string ours, string other)
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write("Peers.cs", """
            public sealed class Peers
            {
                private readonly List<Uri> _peers = [];

                public void Add(Uri peer)
                {
                    lock (this)
                        _peers.Add(peer);
                }

                public void Touch(HttpClient client)
                {
                    foreach (var peer in _peers)
                        client.GetStringAsync(peer);
                }
            }
            """);

        Assert.Contains(ours, consumer.Build().Must(succeed: true).Findings().Select(finding => finding.Id));

        consumer.Write(".globalconfig", $"is_global = true\ndotnet_diagnostic.{other}.severity = warning\n");
        Assert.DoesNotContain(ours, consumer.Build().Must(succeed: true).Findings().Select(finding => finding.Id));
    }

    [Fact]
    public void Test_projects_are_quiet() =>
        Assert.Empty(PackedPackages.Shared.Consumer("AnalyzersOnly").Build("-p:IsTestProject=true").Must(succeed: true).Findings());
}
