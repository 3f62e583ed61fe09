using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>Half-typed code: rules that throw on it are found.</summary>
public sealed class CutCheckTests
{
    private const string Page =
        """
        ## Calls
        ~~~csharp
        Console.WriteLine(
            string.Join(",", 2));
        ~~~
        """;

    [Fact]
    public void Cuts_after_each_token_of_the_snippet_alone()
    {
        var code = PageText.Snippets(Page).Single();
        var ends = CutCheck.CutsOf(code).Select(cut => code.Sources[0].Text[..cut]).ToList();
        Assert.Equal(14, ends.Count);
        Assert.EndsWith("Console", ends[0], StringComparison.Ordinal);
        Assert.EndsWith("string.Join(\",\", 2));", ends[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_a_rule_throws_on_half_typed_code()
    {
        var code = PageText.Snippets(Page).Single();
        var toy = new AnalyzerSet(new CallToy("SPW9001", "Sleep", throwsOnMissing: true));
        Assert.Empty(await FindingsCheck.CheckAsync(toy, code));
        var failures = await CutCheck.CheckAsync(toy, code, CutCheck.CutsOf(code));
        Assert.Contains(failures, failure => failure.StartsWith("toy.md(4), under \"Calls\": cut after 'string.Join(\",\",': CallToy threw System.InvalidOperationException: the toy met a missing parenthesis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accepts_rules_that_do_not_throw()
    {
        var code = PageText.Snippets(Page).Single();
        Assert.Empty(await CutCheck.CheckAsync(PageText.Toys, code, CutCheck.CutsOf(code)));
    }
}
