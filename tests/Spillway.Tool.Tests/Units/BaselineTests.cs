using Spillway.Tool.Analysis;
using Spillway.Tool.Baselines;
using Spillway.Tool.Sarif;

namespace Spillway.Tool.Tests.Units;

/// <summary>What a baseline recognises, and how its file reads.</summary>
public sealed class BaselineTests
{
    private static readonly Entry One = new("src/A.cs", "SPW1001", "A.LoadAsync", "await client.GetAsync(id);");

    [Fact]
    public void What_is_written_is_read_again_sorted()
    {
        var entries = new[] { One with { File = "src/b.cs" }, One with { Id = "SPW2001" }, One, One, One with { Member = "-", Text = "a: b" }, One with { Member = "Box<T, U>.operator +" } };
        using var folder = new Folder();
        folder["all.txt"] = Baseline.Of(entries).ToString();

        var read = Baseline.Read(folder.At("all.txt"), "all.txt");

        Assert.Equal(Baseline.Of(entries).Entries, read.Entries);
        Assert.Equal(Baseline.Of(entries.Reverse()).ToString(), read.ToString());
        Assert.Equal(entries.OrderBy(entry => entry.File, StringComparer.Ordinal).Select(entry => entry.File), read.Entries.Select(entry => entry.File));
    }

    [Theory]
    [InlineData("  SPW1001 A.B: text\n", 1)]
    [InlineData("a.cs\n  SPW1001 A.B: text\n  nonsense\n", 3)]
    [InlineData("# why\n\na.cs\n  SPW1001\n", 4)]
    public void A_line_that_is_none_is_told_with_its_place(string text, int line)
    {
        using var folder = new Folder();
        folder["all.txt"] = text;

        var failure = Assert.Throws<ToolFailure>(() => Baseline.Read(folder.At("all.txt"), "all.txt"));

        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.StartsWith($"all.txt({line}): ", failure.Message);
    }

    [Fact]
    public void A_finding_is_known_by_its_text_wherever_its_line_is()
    {
        using var folder = new Folder();
        folder["A.cs"] = "one();\ntwo();\n";
        var baseline = Written(folder, At(folder, 1), At(folder, 2));

        folder["A.cs"] = "// new\n\n   two( );\none();\n";
        var comparison = Comparison.Of(Found(folder, At(folder, 3), At(folder, 4)), baseline, folder.Path);

        Assert.Equal([3], comparison.New.Select(result => result.Place!.Line));
        Assert.Equal(["two();"], comparison.Stale.Select(entry => entry.Text));
    }

    [Fact]
    public void Of_equal_lines_as_many_are_known_as_there_were()
    {
        using var folder = new Folder();
        folder["A.cs"] = "one();\none();\none();\n";
        var baseline = Written(folder, At(folder, 1), At(folder, 2));

        Assert.Single(Comparison.Of(Found(folder, At(folder, 1), At(folder, 2), At(folder, 3)), baseline, folder.Path).New);
        Assert.Single(Comparison.Of(Found(folder, At(folder, 3)), baseline, folder.Path).Stale);
        var comparison = Comparison.Of(Found(folder, At(folder, 2), At(folder, 3)), baseline, folder.Path);
        Assert.Empty(comparison.New);
        Assert.Empty(comparison.Stale);
    }

    [Fact]
    public void Another_rule_or_member_on_the_same_line_is_new()
    {
        using var folder = new Folder();
        folder["A.cs"] = "one();\n";
        var baseline = Written(folder, At(folder, 1));

        Assert.Single(Comparison.Of(Found(folder, At(folder, 1), At(folder, 1) with { Id = "SPW2001" }), baseline, folder.Path).New);
        Assert.Single(Comparison.Of(Found(folder, At(folder, 1) with { Member = "A.Other" }), baseline, folder.Path).New);
    }

    [Fact]
    public void Entries_of_files_that_were_not_looked_at_are_not_stale_unless_they_are_gone()
    {
        using var folder = new Folder();
        folder["A.cs"] = "one();\n";
        folder["Other.cs"] = "two();\n";
        var baseline = Baseline.Of([One with { File = "Other.cs" }, One with { File = "Gone.cs" }]);

        Assert.Equal(["Gone.cs"], Comparison.Of(Found(folder), baseline, folder.Path).Stale.Select(entry => entry.File));
    }

    [Fact]
    public void What_is_kept_on_purpose_is_neither_new_nor_known()
    {
        using var folder = new Folder();
        folder["A.cs"] = "one();\n";
        var baseline = Written(folder, At(folder, 1));

        var comparison = Comparison.Of(Found(folder, At(folder, 1) with { Suppression = new("inSource", "why") }), baseline, folder.Path);

        Assert.Empty(comparison.New);
        Assert.Single(comparison.Stale);
    }

    private static Result At(Folder folder, int line) =>
        new("SPW1001", "warning", "message", new Place(folder.At("A.cs"), line, 1, line, 4), "A.LoadAsync", [], null);

    private static Baseline Written(Folder folder, params Result[] results)
    {
        var lines = new SourceLines();
        return Baseline.Of(results.Select(result => Entry.Of(result, folder.Path, lines)));
    }

    private static Findings Found(Folder folder, params Result[] results) =>
        new(results, new Dictionary<string, string>(), new Dictionary<string, IReadOnlySet<string>> { [folder.At("A.csproj")] = new HashSet<string> { folder.At("A.cs") } }, []);
}
