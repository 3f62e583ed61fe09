using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Rules.Tests.SelfTests;
using Xunit;

namespace Spillway.Rules.Tests.Fixes.SelfTests;

/// <summary>The runner accepts right fixes, and says what is wrong with the others.</summary>
public sealed class FixCheckTests
{
    private const string Sleeps = """
        # Toy
        ## Fires
        ~~~csharp
        // before
        Thread.Sleep(50);   // SPW9001: 'Thread.Sleep' is called
        ~~~
        becomes
        ~~~csharp
        // before
        await Task.Delay(50);
        ~~~
        """;

    [Fact]
    public async Task Accepts_a_right_fix() => Assert.Equal("", await FixesAsync(Sleeps, new ToyFix()));

    private static async Task<string> FixesAsync(string text, CodeFixProvider fix)
    {
        Assert.Equal("", await PageText.FindingsAsync(text));
        var failures = new List<string>();
        foreach (var code in PageText.Snippets(text))
            failures.AddRange(await FixCheck.CheckAsync(PageText.Toys, new FixSet(fix), code));

        return string.Join("\n", failures);
    }
}
