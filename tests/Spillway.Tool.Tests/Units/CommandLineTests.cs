using Spillway.Tool.Analysis;

namespace Spillway.Tool.Tests.Units;

/// <summary>What can be wrong before anything is built.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command was not provided.")]
    [InlineData("chek", "Unrecognized command or argument 'chek'.")]
    [InlineData("check --fail-on never", "'never'")]
    [InlineData("check nowhere", "'nowhere' does not exist")]
    [InlineData("check notes.txt", "'notes.txt' is no C# project (.csproj) and no solution (.sln, .slnx, .slnf)")]
    [InlineData("check empty", "there is no C# project and no solution in 'empty'; name one")]
    [InlineData("check many", "there are several projects or solutions in 'many'; name one of them")]
    [InlineData("check one --baseline old.txt", "there is no baseline 'old.txt'; 'spillway baseline' writes one")]
    [InlineData("fix one", "--rule")]
    [InlineData("fix one --rule SPW9999", "there is no rule SPW9999; the rules are SPW1001, SPW1002,")]
    public async Task A_wrong_command_line_ends_with_2_and_says_why(string line, string why)
    {
        using var folder = new Folder();
        folder["notes.txt"] = "";
        folder["empty/notes.txt"] = "";
        folder["one/One.csproj"] = "<Project />";
        folder["many/One.csproj"] = "<Project />";
        folder["many/Two.csproj"] = "<Project />";

        var run = (await folder.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Must(ExitCode.Usage);

        Assert.Contains(why, run.Errors);
        Assert.StartsWith("error: ", run.Errors);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void A_solution_goes_before_the_projects_beside_it()
    {
        using var folder = new Folder();
        folder["All.sln"] = "";
        folder["One.csproj"] = "<Project />";

        Assert.Equal(folder.At("All.sln"), BuildTarget.Find(".", folder.Surroundings(TextWriter.Null, TextWriter.Null)).File);
    }

    [Fact]
    public async Task Help_names_commands_and_exit_codes()
    {
        using var folder = new Folder();
        var run = (await folder.RunAsync("--help")).Must(ExitCode.Clean);

        foreach (var word in new[] { "check", "fix", "baseline", "3 when the project does not build" })
            Assert.Contains(word, run.Output);
    }

    [Fact]
    public void Errors_of_a_build_are_found_once_each()
    {
        Assert.Equal(
            [("CS1002", "/a/B.cs(3,5): error CS1002: ; expected"), ("MSB1003", "MSBUILD : error MSB1003: Specify a project"), ("NETSDK1045", "/x.targets(1,2): error NETSDK1045: too new")],
            BuildErrors.In(
            [
                "  Determining projects to restore...",
                "/a/B.cs(3,5): error CS1002: ; expected [/a/B.csproj::TargetFramework=net8.0]",
                "/a/B.cs(3,5): error CS1002: ; expected [/a/B.csproj::TargetFramework=net10.0]",
                "/a/B.cs(4,5): warning CS0168: an error that never was",
                "MSBUILD : error MSB1003: Specify a project",
                "/x.targets(1,2): error NETSDK1045: too new [/a/B.csproj]",
                "    2 Error(s)",
            ]));
    }
}
