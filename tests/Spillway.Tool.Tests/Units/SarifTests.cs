using Spillway.Tool.Sarif;

namespace Spillway.Tool.Tests.Units;

/// <summary>Logs as the compiler writes them.</summary>
public sealed class SarifTests
{
    private const string Region = """ "region": { "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9 } """;

    [Fact]
    public void A_result_comes_with_place_member_evidence_and_reason()
    {
        var result = Assert.Single(Read($$"""
            { "ruleId": "SPW1001", "level": "error", "message": { "text": "what" },
              "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "file:///shop/My%20Orders.cs" }, {{Region}} } } ],
              "relatedLocations": [ { "physicalLocation": { "artifactLocation": { "uri": "file:///shop/B.cs" }, {{Region}} } } ],
              "suppressions": [ { "kind": "inSource", "justification": "why", "properties": { } } ],
              "properties": { "customProperties": { "evidence": "the loop", "member": "Orders.Load", "prefetch": null } } }
            """).Results);

        Assert.Equal(("SPW1001", "error", "what", "Orders.Load"), (result.Id, result.Level, result.Message, result.Member));
        Assert.Equal(new Place("/shop/My Orders.cs", 3, 5, 3, 9), result.Place);
        Assert.Equal([new Evidence(new Place("/shop/B.cs", 3, 5, 3, 9), "the loop")], result.Evidence);
        Assert.Equal(new Suppression("inSource", "why"), result.Suppression);
    }

    [Fact]
    public void What_is_not_ours_is_left_out_but_for_a_crash_of_ours()
    {
        var log = Read("""
            { "ruleId": "CS0168", "message": { "text": "unused" } },
            { "ruleId": "AD0001", "message": { "text": "Analyzer 'Other.Thing' threw" } },
            { "ruleId": "AD0001", "message": { "text": "Analyzer 'Spillway.Analyzers.IndependentAwaitsInLoop' threw" } },
            { "ruleId": "SPW0002", "level": "warning", "message": { "text": "option" } }
            """);

        Assert.Equal([("AD0001", null), ("SPW0002", (Place?)null)], log.Results.Select(result => (result.Id, result.Place)));
    }

    [Fact]
    public void A_finding_of_two_frameworks_is_one_and_open_where_one_of_them_does_not_keep_it()
    {
        var open = new Result("SPW1001", "warning", "what", new Place("/b.cs", 2, 1, 2, 5), "B", [], null);
        var kept = open with { Suppression = new("inSource", "why") };
        var first = open with { Place = new Place("/a.cs", 9, 1, 9, 5) };

        Assert.Equal([first, open], SarifReader.Merge([open, kept, first, open]));
        Assert.NotNull(Assert.Single(SarifReader.Merge([kept, kept])).Suppression);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"version\": \"2.1.0\" }")]
    [InlineData("{ \"runs\": [ { \"results\": [ { } ] } ] }")]
    [InlineData("[]")]
    public void A_log_that_is_none_is_an_error_that_says_so(string text)
    {
        using var folder = new Folder();
        folder["x.sarif"] = text;

        Assert.Contains("x.sarif cannot be read", Assert.Throws<ToolFailure>(() => SarifReader.Read(folder.At("x.sarif"))).Message);
    }

    private static SarifLog Read(string results)
    {
        using var folder = new Folder();
        folder["x.sarif"] = $$"""{ "version": "2.1.0", "runs": [ { "results": [ {{results}} ], "tool": { "driver": { "rules": [ { "id": "SPW1001" }, { "id": "CS0168" } ] } } } ] }""";
        var log = SarifReader.Read(folder.At("x.sarif"));
        Assert.Equal(["SPW1001"], log.Rules.Keys);
        return log;
    }
}
