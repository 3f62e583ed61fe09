using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Rules.Tests.Analysis;
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

    private const string TwoSleeps = """
        ## Fires
        ~~~csharp
        Thread.Sleep(1);   // SPW9001
        Thread.Sleep(2);   // SPW9001
        ~~~
        ~~~csharp file=Other.cs
        public static class Other
        {
            public static async Task WaitAsync()
            {
                await Task.Yield();
                Thread.Sleep(3);   // SPW9001
            }
        }
        ~~~
        becomes
        ~~~csharp
        await Task.Delay(1);
        await Task.Delay(2);
        ~~~
        ~~~csharp file=Other.cs
        public static class Other
        {
            public static async Task WaitAsync()
            {
                await Task.Yield();
                await Task.Delay(3);
            }
        }
        ~~~
        """;

    [Fact]
    public async Task Accepts_a_right_fix() => Assert.Equal("", await FixesAsync(Sleeps, new ToyFix()));

    [Fact]
    public Task Fails_when_the_fixed_code_is_other_code() => Fails(
        Sleeps.Replace("Task.Delay(50)", "Task.Delay(60)", StringComparison.Ordinal),
        new ToyFix(),
        "toy.md(10), under \"Fires\": 'Wait asynchronously' gives other code, from line 2 on",
        "expected: await Task.Delay(60);",
        "actual:   await Task.Delay(50);");

    [Fact]
    public Task Fails_when_a_fix_changes_more_than_the_snippet() => Fails(
        Sleeps,
        new ToyFix { Finish = text => text.Replace("class Sample", "class Simple", StringComparison.Ordinal) },
        "'Wait asynchronously' gives other code",
        "actual, changed outside the snippet",
        "public class Simple");

    [Fact]
    public async Task Shows_added_usings_as_part_of_the_code()
    {
        var fix = new ToyFix { Finish = text => text.StartsWith("using System.Text;", StringComparison.Ordinal) ? text : "using System.Text;\n" + text };
        await Fails(Sleeps, fix, "actual:   using System.Text;");
        Assert.Equal("", await FixesAsync(Sleeps.Replace("becomes\n~~~csharp\n", "becomes\n~~~csharp\nusing System.Text;\n\n", StringComparison.Ordinal), fix));
    }

    [Fact]
    public Task Fails_when_the_fixed_code_does_not_compile() => Fails(
        Sleeps,
        new ToyFix { Rewrite = text => text.Replace("Thread.Sleep", "await Nobody.Waits", StringComparison.Ordinal) },
        "toy.md(4), under \"Fires\": after 'Wait asynchronously' for SPW9001: the fixed code does not compile: CS0103",
        "| await Nobody.Waits(50);");

    [Fact]
    public Task Fails_when_the_fix_brings_new_warnings() => Fails(
        Sleeps,
        new ToyFix { Rewrite = text => text.Replace("Thread.Sleep", "_ = DateTime.Now; Task.Delay", StringComparison.Ordinal) },
        "the fixed code has new warnings: CS4014");

    [Fact]
    public Task Fails_when_the_fix_is_not_idempotent() => Fails(
        Sleeps,
        new ToyFix { Rewrite = text => text.Replace("Thread.Sleep(", "Thread.Sleep(1 + ", StringComparison.Ordinal) },
        "the fix is not idempotent: applied 2 times to 1 finding(s), and still offered");

    [Fact]
    public Task Fails_when_the_fix_changes_nothing() => Fails(
        Sleeps,
        new ToyFix { Rewrite = text => text },
        "after 'Wait asynchronously' for SPW9001: the action changes nothing");

    [Fact]
    public Task Fails_when_a_comment_is_lost() => Fails(
        Sleeps,
        new ToyFix { Rewrite = _ => "        await Task.Delay(50);\n" },
        "the fix loses the comment '// before'");

    [Fact]
    public Task Fails_when_one_of_two_equal_comments_is_lost() => Fails(
        """
        ## Fires
        ~~~csharp
        Thread.Sleep(1 /* ms */);   // SPW9001
        await Task.Delay(1 /* ms */);
        ~~~
        """,
        new ToyFix { Rewrite = _ => "await Task.Delay(1);\n" },
        "the fix loses the comment '/* ms */'");

    [Fact]
    public Task Fails_when_fix_all_differs_from_one_by_one() => Fails(
        TwoSleeps,
        new ToyFix { RewriteAll = text => text.Replace("Thread.Sleep(1)", "await Task.Delay(7)", StringComparison.Ordinal).Replace("Thread.Sleep", "await Task.Delay", StringComparison.Ordinal) },
        "fix-all for the scope Document differs from fixing one by one, from line ",
        "fix-all for the scope Project differs from fixing one by one",
        "fix-all for the scope Solution differs from fixing one by one",
        "actual:           await Task.Delay(7);");

    [Fact]
    public async Task Fails_when_a_scope_of_fix_all_is_missing()
    {
        await Fails(Sleeps, new ToyFix { Scopes = [FixAllScope.Document, FixAllScope.Project] }, "the fix has no fix-all for the scope Solution");
        await Fails(Sleeps, new ToyFix { Scopes = [] }, "the fix has no fix-all for the scope Document");
    }

    [Fact]
    public Task Fails_when_an_action_has_no_key() => Fails(
        Sleeps,
        new ToyFix { Actions = [("Wait asynchronously", null)] },
        "the action has no equivalence key");

    [Fact]
    public async Task Fixes_all_findings_of_a_block_in_all_documents() =>
        Assert.Equal("", await FixesAsync(TwoSleeps, new ToyFix()));

    [Fact]
    public Task Fails_when_a_further_document_becomes_something_else() => Fails(
        TwoSleeps.Replace("await Task.Delay(3)", "await Task.Delay(4)", StringComparison.Ordinal),
        new ToyFix(),
        "toy.md(27), under \"Fires\": 'Wait asynchronously' gives other code, from line 6 on");

    [Fact]
    public async Task Marks_in_the_fixed_code_are_what_is_left()
    {
        var beeps = Sleeps.Replace("await Task.Delay(50);", "await Task.Delay(50); Console.Beep();   // SPW9002", StringComparison.Ordinal);
        var fix = new ToyFix { Rewrite = text => text.Replace("Thread.Sleep(50);", "await Task.Delay(50); Console.Beep();", StringComparison.Ordinal) };
        Assert.Equal("", await FixesAsync(beeps, fix));
        await Fails(beeps.Replace("   // SPW9002", "", StringComparison.Ordinal), fix, "toy.md(10), under \"Fires\": SPW9002 is reported here, and no mark expects it");
    }

    [Fact]
    public async Task Marks_below_added_usings_keep_their_lines()
    {
        var fix = new ToyFix
        {
            Rewrite = text => text.Replace("Thread.Sleep(50);", "await Task.Delay(50); Console.Beep();", StringComparison.Ordinal),
            Finish = text => text.StartsWith("using System.Text;", StringComparison.Ordinal) ? text : "using System.Text;\n" + text,
        };
        var page = Sleeps
            .Replace("becomes\n~~~csharp\n", "becomes\n~~~csharp\nusing System.Text;\n\n", StringComparison.Ordinal)
            .Replace("await Task.Delay(50);", "await Task.Delay(50); Console.Beep();   // SPW9002\n                      //^^^^^^^^^^^^", StringComparison.Ordinal);
        Assert.Equal("", await FixesAsync(page, fix));
    }

    [Fact]
    public async Task Options_and_files_are_there_after_the_fix_too()
    {
        var page = Sleeps.Replace("await Task.Delay(50);", "await Task.Delay(50);   // SPW9003: toy.loud is 'yes'", StringComparison.Ordinal) + """

            ~~~editorconfig
            [*.cs]
            toy.loud = yes
            ~~~
            """;
        const string Words = "## Words\n~~~txt file=my.spillway.txt\nbad   # SPW9004\n~~~\n##";
        Assert.Equal("", await FixesAsync(page, new ToyFix()));
        Assert.Equal("", await FixesAsync(page.Replace("## Fires", Words + "# Fires", StringComparison.Ordinal), new ToyFix()));
    }

    [Fact]
    public Task Fails_when_a_fix_throws() => Fails(
        Sleeps,
        new ToyFix { Rewrite = _ => throw new InvalidOperationException("the toy gave up") },
        "toy.md(4), under \"Fires\": 'Wait asynchronously' for SPW9001 threw System.InvalidOperationException: the toy gave up");

    [Fact]
    public async Task Titles_and_ids_choose_the_action()
    {
        var fix = new ToyFix { Actions = [("Wait asynchronously", "delay"), ("Keep waiting", "keep:sleep")] };
        Assert.Equal("", await FixesAsync(Sleeps.Replace("becomes", "becomes, with `Wait asynchronously` for SPW9001:", StringComparison.Ordinal), fix));
        Assert.Equal("", await FixesAsync(Sleeps.Replace("becomes", "becomes, with `Keep waiting`:", StringComparison.Ordinal), fix));
        await Fails(Sleeps.Replace("becomes", "becomes, with `Wait forever`:", StringComparison.Ordinal), fix, "toy.md(9), under \"Fires\": no action 'Wait forever' is offered; there are 'Wait asynchronously' for SPW9001, 'Keep waiting' for SPW9001");
        await Fails(Sleeps.Replace("becomes", "becomes, for SPW9002:", StringComparison.Ordinal), fix, "no fix is offered");
    }

    [Fact]
    public Task Fails_when_no_fix_is_offered() => Fails(
        Sleeps,
        new ToyFix { Actions = [("Keep waiting", "keep:sleep")] },
        "toy.md(9), under \"Fires\": no fix is offered; there are 'Keep waiting' for SPW9001");

    [Fact]
    public async Task Fails_when_a_fix_is_offered_that_the_page_refuses()
    {
        const string Page = "## Fires\n~~~csharp\nThread.Sleep(1);   // SPW9001\n~~~\nNo fix.\n";
        await Fails(Page, new ToyFix(), "toy.md(3), under \"Fires\": no fix is expected, and SPW9001 offers 'Wait asynchronously'");
        Assert.Equal("", await FixesAsync(Page, new ToyFix { Actions = [("Keep waiting", "keep:sleep")] }));
        await Fails("## Fires\n~~~csharp\nConsole.WriteLine();\n~~~\nNo fix.\n", new ToyFix(), "\"No fix\" says nothing where nothing is reported");
    }

    [Fact]
    public async Task Fails_when_a_fix_throws_on_half_typed_code()
    {
        var code = PageText.Snippets(Sleeps).Single();
        var fix = new ToyFix { Rewrite = text => text.Contains(';', StringComparison.Ordinal) ? text : throw new InvalidOperationException("the toy misses a semicolon") };
        var failures = await CutFixCheck.CheckAsync(PageText.Toys, new FixSet(fix), code, CutCheck.CutsOf(code));
        Assert.Contains(failures, failure => failure.StartsWith("toy.md(5), under \"Fires\": cut after 'Thread.Sleep(50)': a fix threw System.InvalidOperationException: the toy misses a semicolon", StringComparison.Ordinal));
        Assert.Empty(await CutFixCheck.CheckAsync(PageText.Toys, new FixSet(new ToyFix()), code, CutCheck.CutsOf(code)));
    }

    private static async Task Fails(string text, ToyFix fix, params string[] expected)
    {
        var failures = await FixesAsync(text, fix);
        Assert.All(expected, part => Assert.Contains(part, failures, StringComparison.Ordinal));
    }

    private static async Task<string> FixesAsync(string text, CodeFixProvider fix)
    {
        Assert.Equal("", await PageText.FindingsAsync(text));
        var failures = new List<string>();
        foreach (var code in PageText.Snippets(text))
            failures.AddRange(await FixCheck.CheckAsync(PageText.Toys, new FixSet(fix), code));

        return string.Join("\n", failures);
    }
}
