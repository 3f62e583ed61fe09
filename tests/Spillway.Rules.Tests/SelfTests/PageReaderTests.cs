using Spillway.Pages;
using Xunit;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>Pages are read as their authors mean them, and mistakes in their form are told with the line.</summary>
public sealed class PageReaderTests
{
    [Fact]
    public void Headings_name_blocks_and_lines_are_those_of_the_page()
    {
        var snippet = Read("# Rule\n\nprose\n\n## Fires\n\n```csharp\nA();\n```\n").Single();
        Assert.Equal("Fires", snippet.Section.Heading);
        Assert.Equal(8, snippet.Code.Line);
        Assert.Equal("A();", snippet.Code.Text);
    }

    [Fact]
    public void The_generated_header_is_not_read() =>
        Assert.Empty(Read("<!-- header -->\n## Fires\n```csharp\nA();\n```\n<!-- /header -->\n"));

    [Fact]
    public void Blocks_in_other_languages_are_no_tests() => Assert.Empty(Read("## Use\n```sh\ndotnet build\n```\n```\ntext\n```\n"));

    [Fact]
    public void Directives_hold_for_their_heading_and_the_ones_below()
    {
        var snippets = Read(
            """
            <!-- preamble: http -->
            # Rule
            ```csharp
            A();
            ```
            ## Databases
            <!-- preamble: efcore -->
            <!-- without: Spillway -->
            ### Below
            ```csharp
            B();
            ```
            ## Others
            ```csharp
            C();
            ```
            <!-- tests -->
            ```csharp
            D();
            ```
            """);
        Assert.Equal(["http", "efcore", "http", "http"], snippets.Select(snippet => snippet.Settings.Preamble));
        Assert.Equal([0, 1, 0, 0], snippets.Select(snippet => snippet.Settings.Without.Length));
        Assert.Equal([0, 0, 0, 1], snippets.Select(snippet => snippet.Settings.With.Length));
    }

    [Fact]
    public void Fixed_code_belongs_to_the_block_above_it()
    {
        var snippets = Read(
            """
            ## Fires
            ```csharp
            A();
            ```
            becomes, with `Run up to 8` for SPW1001:
            ```csharp
            B();
            ```
            ```csharp file=Other.cs
            class C;
            ```
            becomes
            ```csharp
            D();
            ```
            ```csharp
            E();
            ```
            No fix.
            """);
        Assert.Equal(["A();", "E();"], snippets.Select(snippet => snippet.Code.Text));
        Assert.Equal([false, true], snippets.Select(snippet => snippet.Refuses));
        Assert.Equal(["B();", "D();"], snippets[0].Becomes.Select(becomes => becomes.Code.Text));
        Assert.Equal(["Run up to 8", null], snippets[0].Becomes.Select(becomes => becomes.Title));
        Assert.Equal(["SPW1001", null], snippets[0].Becomes.Select(becomes => becomes.Rule));
        Assert.Equal("Other.cs", snippets[0].Becomes[0].Files.Single().File);
        Assert.Empty(snippets[0].Files);
    }

    [Fact]
    public void Files_alone_are_a_test()
    {
        var snippet = Read("## Two\n```csharp file=A.cs\nclass A;\n```\n```csharp file=B.cs\nclass B;\n```\n").Single();
        Assert.Equal("A.cs", snippet.Code.File);
        Assert.Equal("B.cs", snippet.Files.Single().File);
    }

    [Theory]
    [InlineData("await A();", SnippetShape.Statements)]
    [InlineData("int size = 1;", SnippetShape.Statements)]
    [InlineData("async Task F() { await A(); }\nawait F();", SnippetShape.Statements)]
    [InlineData("using var stream = Open();", SnippetShape.Statements)]
    [InlineData("private int _size;", SnippetShape.Members)]
    [InlineData("public async Task F() { }", SnippetShape.Members)]
    [InlineData("private readonly object _gate = new();\nvoid F() { lock (_gate) { } }", SnippetShape.Members)]
    [InlineData("int Size { get; set; }", SnippetShape.Members)]
    [InlineData("[Fact]\npublic void F() { }", SnippetShape.Members)]
    [InlineData("private sealed class Inner { }", SnippetShape.Members)]
    [InlineData("class Whole { void F() { } }", SnippetShape.File)]
    [InlineData("using System;\nA();", SnippetShape.File)]
    [InlineData("namespace Shop;\nclass Whole { }", SnippetShape.File)]
    [InlineData("A();\nclass Whole { }", SnippetShape.File)]
    public void The_look_of_code_says_where_it_goes(string code, object shape) =>
        Assert.Equal(shape, SnippetShapes.Of(new Fence(1, "csharp", [], code), code));

    [Theory]
    [InlineData("## A\n```csharp\nA();\n", "toy.md(2): the code block is never closed")]
    [InlineData("## A\n```cs\nA();\n```\n", "toy.md(2): blocks in 'cs' are not run; the language is called 'csharp'")]
    [InlineData("## A\n~~~csharp\nA();\n~~~\n", "toy.md(2): blocks between tildes are not run; use backticks")]
    [InlineData("<!-- header -->\n", "toy.md(1): the header is never closed")]
    [InlineData("<!-- preamples: http -->\n", "toy.md(1): nobody knows the directive 'preamples'")]
    [InlineData("## A\n```csharp run\nA();\n```\n", "toy.md(2): nobody knows the word 'run' on a code block")]
    [InlineData("## A\nbecomes\n```csharp\nA();\n```\n", "toy.md(4): this speaks of a code block above it under the same heading, and there is none")]
    [InlineData("## A\nNo fix.\n", "toy.md(2): this speaks of a code block above it under the same heading, and there is none")]
    public void Mistakes_are_told_with_their_line(string page, string message) =>
        Assert.Equal(message, Assert.Throws<PageException>(() => Read(page)).Message);

    [Theory]
    [InlineData("## A\n```csharp\n// SPW1001\n```\n", "toy.md(3): a mark stands at the end of the line on which the diagnostic starts")]
    [InlineData("## A\n```csharp\nA();\n// ^^^\n```\n", "toy.md(4): carets without a mark on the line above them")]
    public void Mistakes_in_marks_too(string page, string message) =>
        Assert.Equal(message, Assert.Throws<PageException>(() => SnippetCode.Of(Read(page).Single())).Message);

    [Fact]
    public void A_language_version_that_the_compiler_does_not_know_leaves_the_block_out() =>
        Assert.Equal([true, true, false], new[] { "", " lang=12", " lang=99" }.Select(word => SnippetCode.IsKnownHere(Read($"## A\n```csharp{word}\nA();\n```\n").Single())));

    [Fact]
    public void A_block_may_be_indented_a_little() => Assert.Equal("A();\n  B();", Read("## A\n  ```csharp\n  A();\n    B();\n  ```\n").Single().Code.Text);

    [Fact]
    public void A_preamble_that_is_not_there_is_named() =>
        Assert.Contains("There is no preamble 'nowhere'", Assert.Throws<InvalidOperationException>(() => SnippetCode.Of(Read("<!-- preamble: nowhere -->\n## A\n```csharp\nA();\n```\n").Single())).Message, StringComparison.Ordinal);

    private static IReadOnlyList<Snippet> Read(string text) => SnippetReader.Read(PageReader.Read("toy.md", text));
}
