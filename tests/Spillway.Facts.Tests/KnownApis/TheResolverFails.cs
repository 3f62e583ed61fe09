using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers.Facts;
using Xunit;
using static Spillway.Analyzers.Facts.KnownApisResolver;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>A check that never fails checks nothing: misspelt lines must be found.</summary>
public class TheResolverFails
{
    [Theory]
    [InlineData("T:System.Strin : immutable", "NoSuchType")]
    [InlineData("T:System.Collections.Generic.List : collection", "NoSuchType")]
    [InlineData("T:System.Collections.Generic.List`2 : collection", "NoSuchType")]
    [InlineData("M:System.IO.Fil.ReadAllText : io", "NoSuchType")]
    [InlineData("M:System.IO.File.ReadAllTxt : io", "NoSuchMember")]
    [InlineData("M:System.IO.File.ReadAllText(System.Int32) : io", "NoSuchMember")]
    [InlineData("M:System.IO.File.ReadAllText() : io", "NoSuchMember")]
    [InlineData("P:System.IO.File.ReadAllText : io", "NoSuchMember")]
    [InlineData("M:System.String.Length : pure", "NoSuchMember")]
    [InlineData("M:System.Linq.Enumerable.Select``7 : pure", "NoSuchMember")]
    [InlineData("M:System.IO.FileStream.CopyToAsink : io", "NoSuchMember")]
    [InlineData("M:System.IO.FileStream.ReadExactly : io", "NoSuchMember")]
    [InlineData("F:System.String.Full : pure", "NoSuchMember")]
    [InlineData("M:System.IO.File.ReadAllText : io twin=ReadAllTxtAsync", "NoSuchTwin")]
    public void A_misspelt_line_does_not_resolve(string line, string outcome) =>
        Assert.Equal(outcome, Resolve(Single(line), CatalogueReferences.All).ToString());

    [Theory]
    [InlineData("T:System.Collections.Generic.Dictionary`2.KeyCollection : collection")]
    [InlineData("M:System.IO.File.ReadAllText(System.String) : io twin=ReadAllTextAsync")]
    [InlineData("M:System.Linq.Enumerable.Select``2 : pure")]
    [InlineData("M:System.Threading.Tasks.Task.Yield() : pure")]
    [InlineData("M:System.Math.* : pure")]
    [InlineData("P:System.String.Length : pure")]
    [InlineData("P:System.String.Chars(System.Int32) : pure")]
    [InlineData("F:System.String.Empty : pure")]
    [InlineData("E:System.Timers.Timer.Elapsed : local")]
    [InlineData("M:System.Decimal.op_Explicit(System.Decimal)~System.Int32 : pure")]
    public void A_right_line_resolves(string line) =>
        Assert.Equal(Outcome.Found, Resolve(Single(line), CatalogueReferences.All));

    private static KnownApisLine Single(string line)
    {
        var file = KnownApisReader.Read("lines", SourceText.From(line), CancellationToken.None);
        Assert.Empty(file.Errors);
        return Assert.Single(file.Lines);
    }
}
