using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>The runner sees each way in which findings can differ from marks, and says where and what.</summary>
public sealed class FindingsCheckTests
{
    [Fact]
    public Task Accepts_marks_that_are_reported() => Passes(
        """
        ## Ids, messages, carets
        ~~~csharp
        if (ids.Length > 0)
            Thread.Sleep(50);   // SPW9001: 'Thread.Sleep' is called
        //  ^^^^^^^^^^^^^^^^
        Thread.Sleep(1);        // a comment that stays // SPW9001
        //^^^^^^^^^^^^^
        Thread.Sleep(1); Console.Beep();   // SPW9001: 'Thread.Sleep' is called // SPW9002: 'Console.Beep' is called
        //^^^^^^^^^^^^^
                         //^^^^^^^^^^^^
        Thread.Sleep(2); Thread.Sleep(3); Console.Beep();   // SPW9001 SPW9001 SPW9002
        Thread.Sleep(           // SPW9001
        //^^^^^^^^^^^
            1);
        ~~~
        """.Replace("ids.Length", "cancellationToken.CanBeCanceled.ToString().Length", StringComparison.Ordinal));

    [Fact]
    public Task Fails_when_a_marked_line_is_not_reported() => Fails(
        """
        ## Missing
        ~~~csharp
        Console.WriteLine();
        Console.WriteLine();   // SPW9001
        ~~~
        """,
        "toy.md(4), under \"Missing\": SPW9001 is expected here, and is not reported",
        "4 | Console.WriteLine();   // SPW9001");

    [Fact]
    public Task Fails_when_the_report_is_on_another_line() => Fails(
        """
        ## Shifted
        ~~~csharp
        Console.WriteLine();   // SPW9001
        Thread.Sleep(1);
        ~~~
        """,
        "toy.md(3), under \"Shifted\": SPW9001 is expected here, and is not reported",
        "toy.md(4), under \"Shifted\": SPW9001 is reported here, and no mark expects it");

    [Fact]
    public Task Fails_on_one_report_too_many_on_a_marked_line() => Fails(
        """
        ## Twice
        ~~~csharp
        Thread.Sleep(1); Thread.Sleep(2);   // SPW9001
        ~~~
        """,
        "toy.md(3), under \"Twice\": SPW9001 is reported here, and no mark expects it");

    [Fact]
    public Task Fails_on_a_second_rule_in_a_quiet_block_though_it_is_off_by_default() => Fails(
        """
        ## Quiet
        ~~~csharp
        Console.WriteLine();
        Console.Beep();
        ~~~
        """,
        "toy.md(4), under \"Quiet\": SPW9002 is reported here, and no mark expects it: 'Console.Beep' is called");

    [Fact]
    public Task Fails_on_another_message() => Fails(
        """
        ## Message
        ~~~csharp
        Thread.Sleep(1);   // SPW9001: 'Sleep' is called
        ~~~
        """,
        "toy.md(3), under \"Message\": SPW9001 has another message",
        "expected: 'Sleep' is called",
        "actual:   'Thread.Sleep' is called");

    [Fact]
    public Task Fails_on_another_span() => Fails(
        """
        ## Span
        ~~~csharp
        Thread.Sleep(1);   // SPW9001
        //     ^^^^^
        ~~~
        """,
        "toy.md(3), under \"Span\": SPW9001 covers other columns",
        "expected: 8 to 12, 'Sleep'",
        "actual:   1 to 15, 'Thread.Sleep(1)'");

    [Fact]
    public Task Fails_on_code_that_does_not_compile() => Fails(
        """
        ## Broken
        ~~~csharp
        Console.WriteLine();
        int size = "";
        ~~~
        """,
        "toy.md(4), under \"Broken\": does not compile: CS0029");

    [Fact]
    public Task Fails_on_broken_code_that_compiles() => Fails(
        """
        ## Whole
        ~~~csharp broken
        Console.WriteLine();
        ~~~
        """,
        "toy.md(3), under \"Whole\": is said to be broken, but compiles");

    [Fact]
    public Task Accepts_code_that_is_broken_on_purpose() => Passes(
        """
        ## Broken
        ~~~csharp broken
        Thread.Sleep(;   // SPW9001
        ~~~
        """);

    [Fact]
    public Task Fails_in_the_preamble_with_its_line() => Fails(
        """
        ## Outside
        ~~~csharp members
        private int Sample => 1;
        ~~~
        """,
        "does not compile: CS0542",
        "private int Sample => 1;");

    [Fact]
    public async Task Fails_when_an_analyzer_throws()
    {
        var failures = await PageText.FindingsAsync(
            """
            ## Throws
            ~~~csharp broken
            Console.WriteLine(1;
            ~~~
            """,
            new AnalyzerSet(new CallToy("SPW9001", "Sleep", throwsOnMissing: true)));
        Assert.Contains("toy.md(3), under \"Throws\": CallToy threw System.InvalidOperationException: the toy met a missing parenthesis", failures, StringComparison.Ordinal);
    }

    [Fact]
    public Task Options_apply_to_their_section_and_the_ones_below() => Passes(
        """
        ## Loud
        ~~~editorconfig
        [*.cs]
        toy.loud = yes
        ~~~
        ~~~csharp
        await Task.Yield();   // SPW9003: toy.loud is 'yes'
        ~~~
        ### Below
        ~~~csharp
        await Task.Yield();   // SPW9003
        ~~~
        ## Calm
        ~~~csharp
        await Task.Yield();
        ~~~
        ## Global
        ~~~editorconfig
        is_global = true
        toy.loud = all
        ~~~
        ~~~csharp
        await Task.Yield();   // SPW9003: toy.loud is 'all'
        ~~~
        ## Silenced
        ~~~editorconfig
        [*.cs]
        dotnet_diagnostic.SPW9001.severity = none
        ~~~
        ~~~csharp
        Thread.Sleep(1);
        ~~~
        """);

    [Fact]
    public async Task Marks_in_additional_files_and_further_documents_count()
    {
        const string Page =
            """
            ## Documents
            ~~~csharp
            Other.Wait();
            ~~~
            ~~~csharp file=Other.cs
            public static class Other
            {
                public static void Wait() => Thread.Sleep(1);   // SPW9001
            }
            ~~~
            ~~~txt file=my.spillway.txt
            good
            bad line   # SPW9004: 'bad line' is bad
            ~~~
            """;
        await Passes(Page);
        await Fails(Page.Replace("   # SPW9004: 'bad line' is bad", "", StringComparison.Ordinal), "toy.md(13), under \"Documents\": SPW9004 is reported here, and no mark expects it: 'bad line' is bad");
        await Fails(Page.Replace("good", "good # SPW9004", StringComparison.Ordinal), "toy.md(12), under \"Documents\": SPW9004 is expected here");
        await Fails(Page.Replace("// SPW9001", "", StringComparison.Ordinal), "toy.md(8), under \"Documents\": SPW9001 is reported here, and no mark expects it");
    }

    private static async Task Passes(string page) => Assert.Equal("", await PageText.FindingsAsync(page));

    private static async Task Fails(string page, params string[] expected)
    {
        var failures = await PageText.FindingsAsync(page);
        Assert.All(expected, part => Assert.Contains(part, failures, StringComparison.Ordinal));
    }
}
