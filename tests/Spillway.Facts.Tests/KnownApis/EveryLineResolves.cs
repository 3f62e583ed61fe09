using Spillway.Analyzers.Facts;
using Xunit;
using static Spillway.Analyzers.Facts.KnownApisResolver;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Each line of the embedded catalogue names something that exists in the real reference assemblies.</summary>
public class EveryLineResolves
{
    private static readonly Lazy<string?[]> Sections = new(ReadSections);

    [Fact]
    public void The_embedded_file_has_no_line_that_cannot_be_read()
    {
        var file = Analyzers.Facts.KnownApis.EmbeddedFile;

        Assert.Empty(file.Errors);
    }

    [Fact]
    public void Every_verified_line_resolves()
    {
        var verified = Analyzers.Facts.KnownApis.EmbeddedFile.Lines.Where(line => SectionOf(line) is null).ToList();
        var wrong = verified
            .Select(line => (line, outcome: Resolve(line, CatalogueReferences.All)))
            .Where(pair => pair.outcome != Outcome.Found)
            .Select(pair => $"KnownApis.txt({NumberOf(pair.line)}): {pair.outcome}: {pair.line}")
            .ToList();

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(verified.Count > 1000, $"only {verified.Count} lines were checked");
    }

    [Fact]
    public void An_unverified_section_names_an_assembly_that_cannot_be_had()
    {
        var sections = Analyzers.Facts.KnownApis.EmbeddedFile.Lines.Select(SectionOf).OfType<string>().Distinct().ToList();

        Assert.NotEmpty(sections);
        Assert.Empty(sections.Intersect(CatalogueReferences.AssemblyNames));
    }

    [Fact]
    public void No_line_hides_in_an_unverified_section_although_its_type_is_at_hand()
    {
        var hidden = Analyzers.Facts.KnownApis.EmbeddedFile.Lines
            .Where(line => SectionOf(line) is not null && Resolve(line, CatalogueReferences.All) != Outcome.NoSuchType)
            .Select(line => $"KnownApis.txt({NumberOf(line)}): {line}");

        Assert.Empty(hidden);
    }

    /// <summary>The assembly of the <c># unverified:</c> section in which a line stands, or null above the first one.</summary>
    private static string? SectionOf(KnownApisLine line) => Sections.Value[NumberOf(line) - 1];

    private static string?[] ReadSections()
    {
        const string Heading = "# unverified: ";
        var lines = Analyzers.Facts.KnownApis.EmbeddedFile.Text.Lines;
        var sections = new string?[lines.Count];
        string? section = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].ToString();
            section = text.StartsWith(Heading, StringComparison.Ordinal) ? text[Heading.Length..].Trim() : section;
            sections[i] = section;
        }

        return sections;
    }

    private static int NumberOf(KnownApisLine line) =>
        Analyzers.Facts.KnownApis.EmbeddedFile.Text.Lines.GetLineFromPosition(line.IdSpan.Start).LineNumber + 1;
}
