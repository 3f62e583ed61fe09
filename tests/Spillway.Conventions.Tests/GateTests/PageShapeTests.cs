using Spillway.Conventions.Tests.Gates;
using Spillway.Pages;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gate of pages complains about pages that show too little.</summary>
public sealed class PageShapeTests
{
    private const string Fires = "## Fires\n```csharp\nawait x; // SPW1001\n```\n";
    private const string Fixed = "becomes\n```csharp\n// why\nawait y;\n```\n";
    private const string Quiet = "## Quiet\n```csharp\nawait z;\n```\n## Quiet too\n```csharp\nawait w;\n```\n";

    [Fact]
    public void A_page_that_shows_all_passes() => Complaints.None(Of(Fires + Fixed + Quiet, hasFix: true));

    [Fact]
    public void A_rule_without_a_fix_needs_none() => Complaints.None(Of(Fires + Quiet, hasFix: false));

    [Fact]
    public void Nothing_fires() => Complaints.One("p.md has no block in which SPW1001 fires", Of(Fires.Replace("1001", "1002") + Quiet, hasFix: false));

    [Fact]
    public void One_quiet_block() => Complaints.One(
        "p.md has fewer than two blocks that stay quiet", Of(Fires + Fixed + Quiet.Replace("await w;", "await w; // SPW1001"), hasFix: true));

    [Fact]
    public void The_text_after_a_fix_is_no_quiet_block() => Complaints.One(
        "p.md has fewer than two blocks that stay quiet", Of(Fires + Fixed + Fixed + Quiet[..Quiet.IndexOf("## Quiet too")], hasFix: true));

    [Fact]
    public void No_fix_shown() => Complaints.One("p.md shows no fix (a 'becomes' block) with a comment in it", Of(Fires + Quiet, hasFix: true));

    [Fact]
    public void Fix_without_a_comment() => Complaints.One(
        "p.md shows no fix (a 'becomes' block) with a comment in it", Of(Fires + Fixed.Replace("// why\n", "") + Quiet, hasFix: true));

    private static IEnumerable<string> Of(string text, bool hasFix) => PageShape.Of("SPW1001", hasFix, PageReader.Read("p.md", text));
}
