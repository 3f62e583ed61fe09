namespace Spillway.Package.Tests;

/// <summary>What a project says of itself as a whole: which mode it wants, and of which kind it is.</summary>
public sealed class ProjectSettings
{
    [Theory]
    [InlineData("Library", "Default", "warning", "warning")]
    [InlineData("Tests", "Strict", null, null)]
    public void A_kind_of_project_weighs_rules_anew(string kind, string mode, string? loop, string? callback)
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Write("Prices.cs", """
            namespace Consumer;

            public class Prices
            {
                private readonly object _gate = new();
                private decimal _last;

                public event Action<decimal>? Changed;

                public void Set(decimal price)
                {
                    lock (_gate)
                    {
                        _last = price;
                        Changed?.Invoke(_last);
                    }
                }
            }
            """);
        var findings = consumer.Build($"-p:SpillwayProjectKind={kind}", $"-p:SpillwayAnalysisMode={mode}").Must(succeed: true).Findings();

        Assert.Equal(loop, findings.SingleOrDefault(finding => finding.Id == "SPW1001")?.Level);
        Assert.Equal(callback, findings.SingleOrDefault(finding => finding.Id == "SPW4003")?.Level);
    }

    [Fact]
    public void An_unknown_kind_is_an_error_that_names_the_known_ones() => Assert.Contains(
        "error SPW0003: SpillwayProjectKind is 'Server'; it can be Web, Ui, Library or Tests",
        PackedPackages.Shared.Consumer("AnalyzersOnly").Build("-p:SpillwayProjectKind=Server").Must(succeed: false).Output);

    [Fact]
    public void All_turns_on_what_only_suspects()
    {
        var consumer = PackedPackages.Shared.Consumer("Catalogue");
        var suspected = Array.FindIndex(consumer.Read("Rates.cs").Split('\n'), line => line.Contains("await rates.FindAsync", StringComparison.Ordinal)) + 1;

        Assert.Contains(
            new Expected("Rates.cs", suspected, "SPW1002"),
            consumer.Build("-p:SpillwayAnalysisMode=All").Must(succeed: true).Findings().Select(finding => finding.Place));
    }

    [Fact]
    public void A_changed_mode_compiles_again()
    {
        var consumer = PackedPackages.Shared.Consumer("AnalyzersOnly");
        consumer.Build().Must(succeed: true);

        var again = consumer.Run("build", "--no-restore", "-nodeReuse:false", "-p:SpillwayAnalysisMode=Strict").Must(succeed: false);

        Assert.Contains("error SPW1001", again.Output);
    }

    [Fact]
    public void An_unknown_mode_is_an_error_that_names_the_known_ones()
    {
        var build = PackedPackages.Shared.Consumer("AnalyzersOnly").Build("-p:SpillwayAnalysisMode=Strickt").Must(succeed: false);

        Assert.Contains("error SPW0003: SpillwayAnalysisMode is 'Strickt'; it can be Default, All, Strict or None", build.Output);
    }
}
