using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests.SelfTests;

/// <summary>The runner fails when a page and its fact differ, and says where.</summary>
public sealed class FactPagesFail
{
    [Fact]
    public void When_an_answer_is_not_marked() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Silence
        ~~~csharp
        Console.WriteLine();
        await Task.Delay(1);
        ~~~
        """,
        "toy.md(5), under \"Silence\": AwaitsPerLine answers otherwise",
        "expected: (no answer)",
        "actual:   Delay",
        "5 | await Task.Delay(1);");

    [Fact]
    public void When_a_mark_is_not_answered() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Too much
        ~~~csharp
        Console.WriteLine();   // Delay
        ~~~
        """,
        "toy.md(4), under \"Too much\"",
        "expected: Delay",
        "actual:   (no answer)");

    [Fact]
    public void When_the_answer_is_another_one() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Other
        ~~~csharp
        await Task.Delay(1);   // Yield
        ~~~
        """,
        "expected: Yield",
        "actual:   Delay");

    [Fact]
    public void When_one_of_two_answers_of_a_line_is_missing() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Two
        ~~~csharp
        await Task.Delay(1); await Task.Delay(2);   // Delay
        ~~~
        """,
        "expected: Delay\n",
        "actual:   Delay | Delay");

    [Fact]
    public void When_the_answer_is_on_another_line() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Line
        ~~~csharp
        Console.WriteLine();   // Delay
        await Task.Delay(1);
        ~~~
        """,
        "toy.md(4)",
        "toy.md(5)");

    [Fact]
    public void When_a_further_document_is_answered_otherwise() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Documents
        ~~~csharp
        Console.WriteLine();
        ~~~
        ~~~csharp file=Other.cs
        class Other { async Task F() => await Task.Delay(1); }
        ~~~
        """,
        "toy.md(7)",
        "actual:   Delay");

    [Fact]
    public void When_the_code_does_not_compile() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Broken
        ~~~csharp
        int size = "";
        ~~~
        """,
        "toy.md(4), under \"Broken\": does not compile: CS0029");

    [Fact]
    public void When_the_question_throws() => Fails(
        """
        <!-- fact: AwaitsPerLine -->
        ## Unknown
        ~~~csharp broken
        await Nobody.Knows();
        ~~~
        """,
        "AwaitsPerLine threw System.InvalidOperationException: the toy met an unknown name");

    [Fact]
    public void When_the_page_names_no_fact() => Fails(
        """
        ## Nameless
        ~~~csharp
        Console.WriteLine();
        ~~~
        """,
        "the page does not name its fact");

    [Fact]
    public void When_nobody_knows_the_fact() => Fails(
        """
        <!-- fact: Weather -->
        ## Rain
        ~~~csharp
        Console.WriteLine();
        ~~~
        """,
        "nobody knows the fact 'Weather'; there are AwaitsPerLine");

    private static void Fails(string text, params string[] expected)
    {
        var page = PageReader.Read("toy.md", text.Replace("~~~", "```", StringComparison.Ordinal));
        var failures = SnippetReader.Read(page).SelectMany(snippet => AnswersCheck.Check([new AwaitsPerLine()], SnippetCode.WithAnswers(snippet))).ToList();
        Assert.NotEmpty(failures);
        Assert.All(expected, part => Assert.Contains(part, string.Join("\n", failures), StringComparison.Ordinal));
    }
}
