using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests.GateTests;

/// <summary>The gates over all files complain; the samples are put together so that this file passes them itself.</summary>
public sealed class RepositoryTextsTests
{
    [Theory]
    [InlineData("<add value=\"https://api.nuget" + ".org/v3/index.json\" />", "f(2) names the registry nuget" + ".org")]
    [InlineData("// TO" + "DO: later", "f(2) puts something off (TO" + "DO)")]
    [InlineData("var path = \"/ro" + "ot/x\";", "f(2) holds a path of one machine")]
    [InlineData("see /wo" + "rk/h for it", "f(2) holds a path of one machine")]
    [InlineData("@\"C:\\Us" + "ers\\me\"", "f(2) holds a path of one machine")]
    [InlineData("[Fact(Sk" + "ip = \"slow\")]", "f(2) switches a test off")]
    public void A_line_that_must_not_be(string line, string complaint) => Complaints.One(complaint, RepositoryTexts.Of(new TextFile("f", "fine\n" + line + "\n")));

    [Theory]
    [InlineData("https://example.test/home/page")]
    [InlineData("#!/usr/bin/env bash")]
    [InlineData("items.Skip(1)")]
    [InlineData("class TodoList;")]
    [InlineData("src/work/x.cs")]
    public void A_line_that_may_be(string line) => Complaints.None(RepositoryTexts.Of(new TextFile("f", line)));

    [Fact]
    public void A_file_of_401_lines() =>
        Complaints.One("f has 401 lines, more than 400", RepositoryTexts.Length(new TextFile("f", string.Join("\n", Enumerable.Repeat("x", 401)))));

    [Fact]
    public void A_file_of_400_lines() =>
        Complaints.None(RepositoryTexts.Length(new TextFile("f", string.Concat(Enumerable.Repeat("x\n", 400)))));

    [Theory]
    [InlineData("<AdditionalFiles Include=\"BannedSymbols.txt\" /> BannedApiAnalyzers", null, "p has no list of banned symbols beside it")]
    [InlineData("<AdditionalFiles Include=\"BannedSymbols.txt\" /> BannedApiAnalyzers", "\n", "p has no list of banned symbols beside it")]
    [InlineData("<None Include=\"BannedSymbols.txt\" /> BannedApiAnalyzers", "T:X", "p does not enforce its list of banned symbols")]
    [InlineData("<AdditionalFiles Include=\"BannedSymbols.txt\" />", "T:X", "p does not enforce its list of banned symbols")]
    public void Banned_symbols_that_ban_nothing(string project, string? list, string complaint) =>
        Complaints.One(complaint, RepositoryTexts.BannedSymbols(new TextFile("p", project), list is null ? null : new TextFile("b", list)));

    [Fact]
    public void A_project_outside_the_solution() => Complaints.One(
        "tests/B/B.csproj is not in the solution",
        RepositoryTexts.Solution("Project = \"A\", \"src\\A\\A.csproj\"", ["src/A/A.csproj", "tests/B/B.csproj"]));

    [Theory]
    [InlineData("src/X/LoopHelper.cs", "src/X/LoopHelper.cs: 'LoopHelper' says nothing about what it is")]
    [InlineData("src/Common/Loop.cs", "src/Common/Loop.cs: 'Common' says nothing about what it is")]
    public void A_name_that_says_nothing(string path, string complaint) => Complaints.One(complaint, RepositoryTexts.Names(path));

    [Fact]
    public void A_name_that_says_something() => Complaints.None(RepositoryTexts.Names("src/Locks/CommonLock.cs"));
}
