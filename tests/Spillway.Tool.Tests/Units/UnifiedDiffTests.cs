using Spillway.Tool.Fixing;

namespace Spillway.Tool.Tests.Units;

/// <summary>Differences as 'git apply' takes them.</summary>
public sealed class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_none() => Assert.Empty(UnifiedDiff.Lines("a.cs", "x\ny\n", "x\ny\n"));

    [Fact]
    public void Changes_that_are_far_apart_are_two_hunks()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(i => $"{i}\n"));
        var after = before.Replace("2\n3\n4\n", "2\nthree\nand more\n4\n").Replace("18\n", "");

        Assert.Equal(
            ["--- a/a.cs", "+++ b/a.cs", "@@ -1,6 +1,7 @@", " 1", " 2", "-3", "+three", "+and more", " 4", " 5", " 6", "@@ -15,6 +16,5 @@", " 15", " 16", " 17", "-18", " 19", " 20"],
            UnifiedDiff.Lines("a.cs", before, after));
    }

    [Fact]
    public void A_missing_last_line_end_is_marked_as_git_marks_it() => Assert.Equal(
        ["--- a/a.cs", "+++ b/a.cs", "@@ -1,2 +1,2 @@", " x", "-y", "\\ No newline at end of file", "+y"],
        UnifiedDiff.Lines("a.cs", "x\ny", "x\ny\n"));

    [Fact]
    public void A_text_out_of_nothing() => Assert.Equal(["--- a/a.cs", "+++ b/a.cs", "@@ -0,0 +1 @@", "+x"], UnifiedDiff.Lines("a.cs", "", "x\n"));
}
