using Microsoft.CodeAnalysis;
using Spillway.Analyzers;
using Spillway.Conventions.Tests.Generated;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>What is written from descriptors says what it should, and a stale text is seen.</summary>
public sealed class GeneratedTextTests
{
    private static readonly RuleEntry Proven = new(
        "SlowWorkUnderLock",
        new DiagnosticDescriptor("SPW4002", "Slow work under a lock", "'{0}'", "Locks", DiagnosticSeverity.Info, true, customTags: [Rule.InTestsTag]),
        HasFix: true);

    private static readonly RuleEntry Candidate = new(
        "PossiblySlowWork",
        new DiagnosticDescriptor("SPW4003", "Possibly slow work", "'{0}'", "Locks", DiagnosticSeverity.Warning, false, customTags: [Rule.CandidateTag]),
        HasFix: false);

    [Fact]
    public void A_page_gets_a_header_and_keeps_its_text()
    {
        var page = PageHeader.Rewrite("Prose.\n", Proven);

        Assert.StartsWith("# SPW4002 SlowWorkUnderLock\n<!-- header -->\n**Slow work under a lock**\n", page);
        Assert.Contains("| SPW4002 | Locks | suggestion | proven: reports what was shown | yes | reported |", page);
        Assert.EndsWith("<!-- /header -->\n\nProse.\n", page);
        Assert.Equal(page, PageHeader.Rewrite(page, Proven));
    }

    [Fact]
    public void A_candidates_header_says_how_to_turn_it_on()
    {
        var page = PageHeader.Rewrite(null, Candidate);

        Assert.Contains("| SPW4003 | Locks | off | candidate: reports what is only suspected | no | quiet |", page);
        Assert.Contains("`dotnet_diagnostic.SPW4003.severity = warning`", page);
    }

    [Fact]
    public void A_heading_of_another_rule_is_replaced() => Assert.Equal(
        PageHeader.Rewrite("Prose.\n", Proven), PageHeader.Rewrite("# SPW4003 PossiblySlowWork\n<!-- header -->\n<!-- /header -->\n\nProse.\n", Proven));

    [Fact]
    public void A_stale_header_is_seen()
    {
        var text = new GeneratedText("p.md", page => PageHeader.Rewrite(page, Proven));
        var stale = PageHeader.Rewrite("Prose.", Proven).Replace("| yes |", "| no |");

        Assert.StartsWith("p.md(7) is '| SPW4002 | Locks | suggestion", Assert.Single(text.Complaints(stale)));
        Complaints.None(text.Complaints(text.Rewrite(stale)));
    }

    [Fact]
    public void A_missing_file_is_seen() => Complaints.One(
        "x.globalconfig is missing; SPILLWAY_UPDATE=1 writes it", new GeneratedText("x.globalconfig", _ => Presets.Text("All", [Proven])).Complaints(null));

    [Fact]
    public void A_section_that_is_not_there_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => Sections.Replace("no sections", "rules", "x"));

    [Fact]
    public void The_rule_table_links_to_pages() => Assert.Equal(
        "\n| id | title | family | default | fix |\n|---|---|---|---|---|\n"
        + "| SPW4002 | [Slow work under a lock](src/Rules/Locks/SlowWorkUnderLock/SlowWorkUnderLock.md) | Locks | suggestion | yes |\n"
        + "| SPW4003 | [Possibly slow work](src/Rules/Locks/PossiblySlowWork/PossiblySlowWork.md) | Locks | off |  |\n\n",
        Tables.Rules([Proven, Candidate]));

    [Fact]
    public void The_option_table_has_a_row_for_each_option()
    {
        var table = Tables.Options(Option.All);

        Assert.All(Option.All, option => Assert.Contains($"| `{option.Key}` | {option.Default} | {option.Allowed} | {option.Meaning} |\n", table));
    }

    [Fact]
    public void The_release_file_lists_what_no_release_has()
    {
        Assert.Equal(
            "### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n"
            + "SPW4002 | Locks | Info | SlowWorkUnderLock\nSPW4003 | Locks | Disabled | PossiblySlowWork\n",
            ReleaseFile.Unshipped([Proven, Candidate], ""));
        Assert.DoesNotContain("SPW4002", ReleaseFile.Unshipped([Proven, Candidate], "## Release 1.0\n\nSPW4002 | Locks | Info | SlowWorkUnderLock\n"));
        Assert.Equal("", ReleaseFile.Unshipped([], ""));
    }

    [Theory]
    [InlineData("Default", null, null)]
    [InlineData("All", "warning", "warning")]
    [InlineData("Strict", "error", null)]
    [InlineData("None", "none", "none")]
    public void Presets_set(string name, string? proven, string? candidate)
    {
        var text = Presets.Text(name, [Proven, Candidate]);

        Assert.Contains("\nis_global = true\nglobal_level = -100\n", text);
        Assert.Equal(
            new[] { ("SPW4002", proven), ("SPW4003", candidate) }.Where(entry => entry.Item2 is not null).Select(entry => $"dotnet_diagnostic.{entry.Item1}.severity = {entry.Item2}"),
            text.Split('\n').Where(line => line.StartsWith("dotnet_diagnostic", StringComparison.Ordinal)));
    }
}
