using Spillway.Conventions.Tests.Gates;

namespace Spillway.Conventions.Tests;

/// <summary>The gates over all files that people wrote.</summary>
public sealed class RepositoryConventions
{
    [Fact]
    public void Files_are_found() => Assert.Contains(RepositoryFiles.All, file => file.Path == "src/Spillway.Analyzers/Rule.cs");

    [Fact]
    public void Nothing_belongs_to_one_machine_or_is_put_off() => Complaints.None(RepositoryFiles.All.SelectMany(RepositoryTexts.Of));

    [Fact]
    public void Sources_are_short() => Complaints.None(RepositoryFiles.Sources("src", "tests", "samples").SelectMany(RepositoryTexts.Length));

    [Fact]
    public void Banned_symbols_are_enforced()
    {
        const string project = "src/Spillway.Analyzers/Spillway.Analyzers.csproj";
        Complaints.None(RepositoryTexts.BannedSymbols(
            RepositoryFiles.All.Single(file => file.Path == project),
            RepositoryFiles.All.SingleOrDefault(file => file.Path == "src/Spillway.Analyzers/BannedSymbols.txt")));
    }

    [Fact]
    public void The_solution_holds_every_project() => Complaints.None(RepositoryTexts.Solution(
        RepositoryFiles.All.Single(file => file.Path == "Analyzers.sln").Text,
        RepositoryFiles.All.Select(file => file.Path).Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !path.Contains("/Consumers/", StringComparison.Ordinal))));

    [Fact]
    public void Files_and_folders_are_named_for_what_they_are() => Complaints.None(RepositoryFiles.All.SelectMany(file => RepositoryTexts.Names(file.Path)));
}
