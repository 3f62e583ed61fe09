using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Xunit;
using Catalogue = Spillway.Analyzers.Facts.KnownApis;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Each way in which a line can be wrong is told with its place, the reason and what to do.</summary>
public class BadLines
{
    [Theory]
    [InlineData("M:System.IO.File.Copy : writess", "writess", "'writess' is no flag; did you mean 'writes'?")]
    [InlineData("M:System.IO.File.Copy : io ReadsReciever", "ReadsReciever", "'ReadsReciever' is no flag; did you mean 'readsreceiver'?")]
    [InlineData("M:System.IO.File.Copy : io#disk", "io#disk", "'io#disk' is no flag")]
    [InlineData("M:System.IO.File.Copy : zzzzzzz", "zzzzzzz", "'zzzzzzz' is no flag; the known ones are: confined,")]
    [InlineData("M:System.IO.File.Copy : confined", "confined", "'confined' describes a type and says nothing of a member; name the type ('T:…')")]
    [InlineData("T:System.IO.File : pure", "pure", "'pure' says what a member does and cannot describe a type; name the member ('M:…')")]
    [InlineData("T:System.IO.Stream : confined shareable", " confined shareable", "'confined shareable' cannot hold together, because an object is either safe for concurrent use or not; remove one")]
    [InlineData("M:System.IO.File.Copy : io reads writes", " io reads writes", "'reads writes' cannot hold together, because 'reads' means that nothing outside changes; remove one")]
    [InlineData("M:System.IO.File.Copy : io disk queue", " io disk queue", "'disk queue' cannot hold together, because name the one that is reached first; remove one")]
    [InlineData("M:System.IO.File.Copy", "M:System.IO.File.Copy", "'M:System.IO.File.Copy' stands alone; write ' : ' and at least one flag after it")]
    [InlineData("M:System.IO.File.Copy :", ":", "no flag follows the colon; write at least one")]
    [InlineData("  System.IO.File.Copy : io", "System.IO.File.Copy", "'System.IO.File.Copy' is no documentation id: it must begin with T:, M:, P:, F: or E:")]
    [InlineData("X:System.IO.File.Copy : io", "X:System.IO.File.Copy", "'X:System.IO.File.Copy' is no documentation id: it must begin with")]
    [InlineData("M:Copy : io", "M:Copy", "'M:Copy' is no documentation id: a member follows its type and a dot")]
    [InlineData("M:System.IO.File.Copy(System.String : io", "M:System.IO.File.Copy(System.String", "'M:System.IO.File.Copy(System.String' is no documentation id: only methods and indexers have a parameter list, and it ends with ')'")]
    [InlineData("M:System.IO.File.Copy(System.String, System.String) : io", "M:System.IO.File.Copy(System.String, System.String)", "'M:System.IO.File.Copy(System.String, System.String)' is no documentation id: it has no blanks")]
    [InlineData("T:System.Collections.Generic.List<T> : collection", "T:System.Collections.Generic.List<T>", "'T:System.Collections.Generic.List<T>' is no documentation id: 'List<T>' is no name in it; generic arity is written as `1")]
    [InlineData("T:System.IO.* : confined", "T:System.IO.*", "'T:System.IO.*' is no documentation id: '*' is no name in it")]
    [InlineData("M:System.IO.File.*a* : io", "M:System.IO.File.*a*", "'M:System.IO.File.*a*' is no documentation id: '*a*' is no name in it")]
    [InlineData("M:System.IO.File.Copy : blocks twin=", "twin=", "'twin=' names no method; write the bare name of the asynchronous method")]
    [InlineData("M:System.IO.File.Coppy : io", "M:System.IO.File.Coppy", "'System.IO.File' declares no member 'Coppy'; did you mean 'Copy'?")]
    [InlineData("M:System.IO.FileStream.ReadExactly : io", "M:System.IO.FileStream.ReadExactly", "'System.IO.FileStream' declares no member 'ReadExactly'; inherited members are named on the type that declares them")]
    [InlineData("P:System.IO.File.Copy : io", "P:System.IO.File.Copy", "'System.IO.File' has a member 'Copy', but not as 'P:System.IO.File.Copy'; leave the parameter list out")]
    [InlineData("M:System.IO.File.Copy(System.Int32) : io", "M:System.IO.File.Copy(System.Int32)", "'System.IO.File' has a member 'Copy', but not as 'M:System.IO.File.Copy(System.Int32)'")]
    [InlineData("T:System.Collections.Generic.List`+1 : collection", "T:System.Collections.Generic.List`+1", "'T:System.Collections.Generic.List`+1' is no documentation id: 'List`+1' is no name in it")]
    [InlineData("T:System.Collections.Generic.List`01 : collection", "T:System.Collections.Generic.List`01", "'T:System.Collections.Generic.List`01' is no documentation id: 'List`01' is no name in it")]
    [InlineData("T:System.Collections.Generic.List`\u0661 : collection", "T:System.Collections.Generic.List`\u0661", "'T:System.Collections.Generic.List`\u0661' is no documentation id: 'List`\u0661' is no name in it")]
    [InlineData("T:System.Collections.Generic.List``1 : collection", "T:System.Collections.Generic.List``1", "'T:System.Collections.Generic.List``1' is no documentation id: 'List``1' is no name in it")]
    [InlineData("M:System.Linq.Enumerable.Select`2 : pure", "M:System.Linq.Enumerable.Select`2", "'M:System.Linq.Enumerable.Select`2' is no documentation id: 'Select`2' is no name in it")]
    [InlineData("\uFEFFM:System.IO.File.Copy : io", "\uFEFFM", "'<U+FEFF>M' is no documentation id: it must begin with")]
    [InlineData("M:System.IO.File.Copy : io\u00A0writes", "io\u00A0writes", "'io<U+00A0>writes' is no flag")]
    [InlineData("M:System.IO.File.Copy : io\u200B", "io\u200B", "'io<U+200B>' is no flag; did you mean 'io'?")]
    [InlineData("M:System.IO.File.Copy : \u0456o", "\u0456o", "'\u0456o' is no flag; did you mean 'io'?")]
    [InlineData("M:System.IO.File.Copy : blocks twin=CopyAsync twin=MoveAsync", "twin=MoveAsync", "'twin=MoveAsync' is the second asynchronous form of this line; keep one of the two")]
    [InlineData("M:System.IO.File.Copy : blocks twin=**Async", "twin=**Async", "'twin=**Async' names no method")]
    [InlineData("M:System.IO.File.Copy : blocks twin=CopyAsync", "M:System.IO.File.Copy", "'System.IO.File' has no method 'CopyAsync'; name the asynchronous method of the same type")]
    public void A_bad_line_is_told_with_its_place(string line, string marked, string message)
    {
        var text = "# first line\n\n" + line + "   # why\nM:System.IO.File.Exists : io\n";
        var error = Assert.Single(ErrorsOf(text));

        Assert.Equal(marked, text.Substring(error.Span.Start, error.Span.Length));
        Assert.Equal("apis.spillway.txt", error.Path);
        Assert.Equal(2, error.Lines.Start.Line);
        Assert.Equal(error.Span.Start - "# first line\n\n".Length, error.Lines.Start.Character);
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void A_word_of_a_whole_line_is_shown_by_its_start()
    {
        var error = Assert.Single(ErrorsOf("M:System.IO.File.Copy : " + new string('q', 1_900)));

        Assert.StartsWith($"'{new string('q', 100)}…' is no flag", error.Message);
    }

    [Fact]
    public void The_second_line_for_an_id_is_a_duplicate()
    {
        var error = Assert.Single(ErrorsOf("M:System.IO.File.Copy : io\n\nM:System.IO.File.Copy : io writes"));

        Assert.Equal(2, error.Lines.Start.Line);
        Assert.Equal("'M:System.IO.File.Copy' was described in line 1 already; keep one of the two lines", error.Message);
    }

    [Theory]
    [InlineData("T:Library.That.Is.Not.Here : confined")]
    [InlineData("M:Library.That.Is.Not.Here.Send : io writes twin=SendAsync")]
    [InlineData("\tM:System.String.#ctor  :  pure\t# a tab, and a hash inside the id")]
    [InlineData("# M:not.a.line")]
    [InlineData("   ")]
    [InlineData("")]
    [InlineData("M:System.String.Concat(System.String,System.String) : pure")]
    [InlineData("T:Library.That.Is.Not.Here.Map`12 : confined")]
    [InlineData("M:System.Linq.Enumerable.Select``2(System.Collections.Generic.IEnumerable{``0},System.Func{``0,``1}) : pure")]
    public void Right_lines_and_libraries_that_are_not_referenced_are_silent(string line) => Assert.Empty(ErrorsOf(line));

    [Fact]
    public void A_line_that_is_too_long_is_one_error_and_the_others_are_read()
    {
        var errors = ErrorsOf(new string('x', KnownApisReader.MaxLineLength + 1) + "\nM:System.IO.File.Coppy : io");

        Assert.Equal(2, errors.Count);
        Assert.StartsWith("the line has 2,001 characters", errors[0].Message);
    }

    [Fact]
    public void A_file_that_is_too_long_is_one_error_and_nothing_of_it_is_read()
    {
        var error = Assert.Single(ErrorsOf(new string('\n', KnownApisReader.MaxFileLength) + "nonsense"));

        Assert.Equal(0, error.Lines.Start.Line);
        Assert.StartsWith("the file has 1,000,008 characters and is ignored as a whole", error.Message);
    }

    [Fact]
    public void A_file_of_something_else_stops_after_a_hundred_errors()
    {
        var errors = ErrorsOf(string.Join("\n", Enumerable.Range(0, 500).Select(i => $"nonsense {i}")));

        Assert.Equal(KnownApisReader.MaxErrors + 1, errors.Count);
        Assert.StartsWith("reading stopped here", errors[^1].Message);
    }

    [Fact]
    public void Half_a_line_never_throws()
    {
        const string Line = "  M:System.Linq.Enumerable.Select``2(System.Func{``0,``1}) : pure invokes twin=*Async # comment";
        for (var length = 0; length <= Line.Length; length++)
        {
            var file = KnownApisReader.Read("half", SourceText.From(Line[..length]), CancellationToken.None);
            Assert.InRange(file.Lines.Length + file.Errors.Count, 0, 1);
        }
    }

    private static IReadOnlyList<CatalogueError> ErrorsOf(string text) =>
        new Catalogue(CatalogueReferences.All, [new MemoryFile("apis.spillway.txt", text)], CancellationToken.None).Errors;
}
