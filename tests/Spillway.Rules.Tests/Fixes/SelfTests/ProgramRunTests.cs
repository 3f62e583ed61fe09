using Spillway.Rules.Tests.SelfTests;
using Xunit;

namespace Spillway.Rules.Tests.Fixes.SelfTests;

/// <summary>Programs run before and after fixes, and differences are found.</summary>
public sealed class ProgramRunTests
{
    private const string Page =
        """
        ## Runs
        ~~~csharp runs
        Console.Write("a");
        Thread.Sleep(1);   // SPW9001
        Console.WriteLine("b");
        ~~~
        """;

    [Fact]
    public async Task Accepts_a_fix_that_keeps_the_output() => Assert.Equal("", await RunAsync(Page, new ToyFix()));

    [Fact]
    public async Task Fails_when_the_fixed_program_prints_something_else()
    {
        var failures = await RunAsync(Page, new ToyFix { Rewrite = text => text.Replace("Thread.Sleep(1)", "Console.Write(1)", StringComparison.Ordinal) });
        Assert.Contains("toy.md(3), under \"Runs\": after 'Wait asynchronously' for SPW9001: the fixed program prints something else", failures, StringComparison.Ordinal);
        Assert.Contains("expected: ab\n    actual:   a1b", failures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_fixed_program_throws()
    {
        var failures = await RunAsync(Page, new ToyFix { Rewrite = text => text.Replace("Thread.Sleep(1);", "throw new InvalidOperationException(\"late\");", StringComparison.Ordinal) });
        Assert.Contains("the fixed program throws System.InvalidOperationException: late", failures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_the_program_itself_throws() => Assert.Contains(
        "toy.md(3), under \"Runs\": the program throws System.InvalidOperationException: early",
        await RunAsync("## Runs\n~~~csharp runs\nthrow new InvalidOperationException(\"early\");\n~~~\n", new ToyFix()),
        StringComparison.Ordinal);

    [Fact]
    public async Task Fails_when_the_program_prints_nothing() => Assert.Contains(
        "toy.md(3), under \"Runs\": the program prints nothing, so there is nothing to compare",
        await RunAsync("## Runs\n~~~csharp runs\nawait Task.Yield();\n~~~\n", new ToyFix()),
        StringComparison.Ordinal);

    [Fact]
    public void Fails_when_the_program_does_not_end()
    {
        // The gate is never opened; the patience of this run is none.
        var code = PageText.Snippets("## Runs\n~~~csharp runs\nConsole.WriteLine(1);\nnew ManualResetEvent(false).WaitOne();\n~~~\n").Single();
        Assert.Equal("does not end within 0 s", ProgramRun.Of(code.Compile([]), TimeSpan.Zero).Problem);
    }

    [Fact]
    public void Programs_of_every_form_run()
    {
        Assert.Equal("1\n", Output("Console.WriteLine(await Task.FromResult(1));"));
        Assert.Equal("2\n", Output("static class Program { static async Task Main(string[] args) { await Task.Yield(); Console.WriteLine(2); } }"));
        Assert.Equal("3\n", Output("static class Program { static int Main() { Console.WriteLine(3); return 1; } }"));
    }

    private static string Output(string code) =>
        ProgramRun.Of(PageText.Snippets($"## Runs\n~~~csharp runs\n{code}\n~~~\n").Single().Compile([])).Output;

    private static async Task<string> RunAsync(string text, ToyFix fix)
    {
        Assert.Equal("", await PageText.FindingsAsync(text));
        var code = PageText.Snippets(text).Single();
        return string.Join("\n", await FixCheck.CheckAsync(PageText.Toys, new FixSet(fix), code));
    }
}
