using System.Diagnostics;
using System.Text;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Xunit;
using Catalogue = Spillway.Analyzers.Facts.KnownApis;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Files that somebody made large on purpose cost a bounded time and memory, and one diagnostic each.</summary>
public class HostileFiles
{
    /// <summary>A hundred times what it takes on an idle machine; a cost that grows with the square would be far beyond.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public void Ten_megabytes_are_not_read_at_all()
    {
        var error = Assert.Single(ErrorsOf(Repeat(i => $"M:System.String.M{i} : pure", 10_000_000)));

        Assert.Equal("a.spillway.txt", error.Path);
        Assert.Equal(0, error.Lines.Start.Line);
        Assert.Contains("is ignored as a whole", error.Message);
    }

    [Fact]
    public void Ten_megabytes_in_one_line_are_not_read_at_all() => Assert.Single(ErrorsOf(new string('x', 10_000_000)));

    [Theory]
    [InlineData("members of one type")]
    [InlineData("patterns of one type")]
    [InlineData("overloads of one member")]
    [InlineData("overloads, then their names")]
    [InlineData("types")]
    public void A_million_characters_of_lines_cost_the_same_for_each_line(string what)
    {
        Func<int, string> line = what switch
        {
            "members of one type" => i => $"M:Shop.Orders.M{i} : pure",
            "patterns of one type" => i => $"M:Shop.Orders.M{i}* : pure",
            "overloads of one member" => i => $"M:Shop.Orders.M(T{i}) : pure",
            "overloads, then their names" => i => i < 15_000 ? $"M:Shop.Orders.M{i}(T) : pure" : $"M:Shop.Orders.M{i - 15_000} : pure",
            _ => i => $"T:Shop.T{i} : confined",
        };
        var text = Repeat(line, KnownApisReader.MaxFileLength);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var apis = new Catalogue(CatalogueReferences.All, [new MemoryFile("a.spillway.txt", text), new MemoryFile("b.spillway.txt", text)], CancellationToken.None);

        Assert.Empty(apis.Errors);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000_000);
    }

    [Fact]
    public void Lines_that_name_nothing_are_checked_up_to_a_hundred()
    {
        var errors = ErrorsOf(Repeat(i => $"M:System.String.Missing{i}(System.String) : pure", KnownApisReader.MaxFileLength));

        Assert.Equal(KnownApisReader.MaxErrors + 1, errors.Count);
        Assert.Equal("checking stopped here after 100 lines that name nothing; correct those first", errors[^1].Message);
        Assert.Equal(Enumerable.Range(0, KnownApisReader.MaxErrors + 1), errors.Select(error => error.Lines.Start.Line));
    }

    [Fact]
    public void Contradictions_in_every_line_are_told_each_with_its_line_up_to_a_hundred()
    {
        var errors = ErrorsOf(Repeat(i => $"T:Shop.T{i} : confined shareable", KnownApisReader.MaxFileLength));

        Assert.Equal(KnownApisReader.MaxErrors + 1, errors.Count);
        Assert.All(errors.SkipLast(1), error => Assert.StartsWith("'confined shareable' cannot hold together", error.Message));
        Assert.Equal(Enumerable.Range(0, KnownApisReader.MaxErrors + 1), errors.Select(error => error.Lines.Start.Line));
    }

    [Theory]
    [InlineData("T\0:\0S\0y\0s\0\n\0")]
    [InlineData("nonsense\nmore nonsense\n\u007FELF\u0002\0\0\0\n")]
    public void What_is_no_text_is_one_error_and_nothing_of_it_is_read(string start)
    {
        var error = Assert.Single(ErrorsOf("T:System.String : confinde\n" + start + Repeat(i => $"nonsense {i}", 10_000)));

        Assert.StartsWith("the file has a character that no text has (NUL) and is ignored as a whole", error.Message);
        Assert.Equal('\0', ("T:System.String : confinde\n" + start)[error.Span.Start]);
    }

    [Theory]
    [InlineData("\0\0\0\uffff\ud800")]
    [InlineData("M:\0 : io")]
    [InlineData("::::::::::::::::")]
    [InlineData("T:.......... : io")]
    [InlineData("M:A.B(((((((((((((((((((( : io")]
    [InlineData("M:A.```````````````` : io")]
    [InlineData("M:A.B : twin=twin=twin=")]
    [InlineData("M:A.B : io # # # : :")]
    [InlineData("\u2028M:A.B : io\u0085T:A : confined")]
    public void Nonsense_is_told_or_read_and_never_throws(string line)
    {
        var errors = ErrorsOf(string.Join("\n", Enumerable.Repeat(line, 200)));

        Assert.InRange(errors.Count, 0, 2 * KnownApisReader.MaxErrors + 2);
        Assert.All(errors, error => Assert.Equal("a.spillway.txt", error.Path));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        const string Alphabet = "TMPFE:.`*(){},#@~ \t\n\r\0abcXYZ09<>[]_=|é\u2028";
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var text = new string([.. Enumerable.Range(0, 500).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            KnownApisReader.Read("a.spillway.txt", SourceText.From(text), CancellationToken.None);
            _ = ErrorsOf("T:System.String : " + text + "\nM:System.String.Concat : " + text);
        }
    }

    private static string Repeat(Func<int, string> line, int length)
    {
        var text = new StringBuilder();
        for (var i = 0; ; i++)
        {
            var next = line(i);
            if (text.Length + next.Length + 1 > length)
                return text.ToString();

            text.Append(next).Append('\n');
        }
    }

    private static IReadOnlyList<CatalogueError> ErrorsOf(string text) =>
        new Catalogue(CatalogueReferences.All, [new MemoryFile("a.spillway.txt", text)], CancellationToken.None).Errors;
}
