using Spillway.Analyzers.Facts;
using Xunit;
using static Spillway.Analyzers.Facts.KnownApisResolver;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Each line of the embedded catalogue names something that exists in the real reference assemblies.</summary>
public class EveryLineResolves
{
    [Fact]
    public void The_embedded_file_has_no_line_that_cannot_be_read()
    {
        var file = Analyzers.Facts.KnownApis.EmbeddedFile;

        Assert.Empty(file.Errors);
        Assert.True(file.Lines.Length > 500, $"only {file.Lines.Length} lines were read");
    }

    [Fact]
    public void Every_verified_line_resolves()
    {
        var file = Analyzers.Facts.KnownApis.EmbeddedFile;
        var wrong = new List<string>();
        foreach (var line in file.Lines)
        {
            if (Resolve(line, CatalogueReferences.All) is var outcome and not Outcome.Found)
                wrong.Add($"KnownApis.txt({file.Text.Lines.GetLineFromPosition(line.IdSpan.Start).LineNumber + 1}): {outcome}: {line}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
