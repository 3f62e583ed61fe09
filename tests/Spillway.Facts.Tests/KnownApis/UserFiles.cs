using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;
using Xunit;
using Catalogue = Spillway.Analyzers.Facts.KnownApis;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>Lines of users: what they override, and that nothing leaks from one compilation into another.</summary>
public class UserFiles
{
    [Fact]
    public void A_users_line_overrides_the_packages_line_and_leaves_the_others()
    {
        var apis = With(("apis.spillway.txt", "M:System.IO.File.ReadAllTextAsync : local\nT:System.IO.MemoryStream : shareable"));

        Assert.Equal(ApiFlags.Local, apis.Of(First("System.IO.File", "ReadAllTextAsync")));
        Assert.Equal(ApiFlags.Io | ApiFlags.Reads | ApiFlags.Disk | ApiFlags.Fresh | ApiFlags.Newer, apis.Of(First("System.IO.File", "ReadAllBytesAsync")));
        Assert.Equal(ApiFlags.Shareable, apis.Of(Type("System.IO.MemoryStream")));
        Assert.Equal(ApiFlags.Local, apis.Of(First("System.IO.MemoryStream", "WriteByte")));
        Assert.Equal(ApiFlags.Confined, apis.Of(Type("System.IO.FileStream")));
    }

    [Fact]
    public void A_users_line_for_a_name_overrides_the_packages_lines_for_single_overloads()
    {
        var serialize = Type("System.Text.Json.JsonSerializer").GetMembers("Serialize");
        var apis = With(("apis.spillway.txt", "M:System.Text.Json.JsonSerializer.Serialize : cpu"));

        Assert.True(serialize.Select(With().Of).Distinct().Count() > 1);
        Assert.All(serialize, overload => Assert.Equal(ApiFlags.Cpu, apis.Of(overload)));
    }

    [Fact]
    public void The_later_file_overrides_the_earlier_one()
    {
        var apis = With(
            ("a.spillway.txt", "M:System.IO.File.ReadAllTextAsync : cpu\nM:System.IO.File.ReadAllBytesAsync : cpu"),
            ("b.spillway.txt", "M:System.IO.File.ReadAllTextAsync : delay"));

        Assert.Equal(ApiFlags.Delay, apis.Of(First("System.IO.File", "ReadAllTextAsync")));
        Assert.Equal(ApiFlags.Cpu, apis.Of(First("System.IO.File", "ReadAllBytesAsync")));
    }

    [Fact]
    public void A_users_pattern_does_not_hide_what_the_package_names()
    {
        var apis = With(("apis.spillway.txt", "M:System.IO.File.* : cpu"));

        Assert.Equal(ApiFlags.Io | ApiFlags.Reads | ApiFlags.Disk, apis.Of(First("System.IO.File", "Exists")));
        Assert.Equal(ApiFlags.Cpu, apis.Of(First("System.IO.File", "SetUnixFileMode")));
    }

    [Theory]
    [InlineData("apis.txt")]
    [InlineData("spillway.txt.bak")]
    public void Other_additional_files_are_not_read(string path)
    {
        var apis = With((path, "M:System.IO.File.ReadAllTextAsync : local\nnonsense"));

        Assert.Empty(apis.Errors);
        Assert.NotEqual(ApiFlags.Local, apis.Of(First("System.IO.File", "ReadAllTextAsync")));
    }

    [Fact]
    public void A_bad_line_costs_only_itself()
    {
        var apis = With(("apis.spillway.txt", "M:System.IO.File.ReadAllTextAsync : loca\nM:System.IO.File.ReadAllBytesAsync : local"));

        Assert.Single(apis.Errors);
        Assert.NotEqual(ApiFlags.Local, apis.Of(First("System.IO.File", "ReadAllTextAsync")));
        Assert.Equal(ApiFlags.Local, apis.Of(First("System.IO.File", "ReadAllBytesAsync")));
    }

    [Fact]
    public void Lines_of_one_compilation_are_unknown_in_the_next()
    {
        _ = With(("apis.spillway.txt", "T:System.IO.Stream : shareable")).Of(Type("System.IO.Stream"));

        Assert.Equal(ApiFlags.Confined, With().Of(Type("System.IO.Stream")));
    }

    [Fact]
    public void Many_threads_get_the_same_answers_as_one()
    {
        var symbols = CatalogueReferences.All.GetTypeByMetadataName("System.String")!.ContainingNamespace.GetTypeMembers()
            .SelectMany(t => t.GetMembers().Append(t))
            .Concat(Type("System.IO.FileStream").GetMembers())
            .Concat(Type("System.Linq.Enumerable").GetMembers())
            .ToImmutableArray();
        var alone = With();
        var expected = symbols.Select(s => (alone.Of(s), alone.IsKnown(s))).ToArray();
        var shared = With();
        var answers = Enumerable.Range(0, 8)
            .AsParallel()
            .WithDegreeOfParallelism(8)
            .Select(start => symbols.Select((_, i) => symbols[(i + start * 997) % symbols.Length])
                .ToDictionary(s => s, s => (shared.Of(s), shared.IsKnown(s)), SymbolEqualityComparer.Default))
            .ToArray();

        Assert.All(answers, answer => Assert.Equal(expected, symbols.Select(s => answer[s])));
        Assert.Contains(expected, e => e.Item2);
    }

    [Fact]
    public void An_answer_that_is_known_allocates_nothing()
    {
        var apis = With();
        var method = First("System.IO.File", "ReadAllTextAsync");
        var type = Type("System.IO.FileStream");
        ApiFlags Ask() => apis.Of(method) | apis.Of(type);
        Ask();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var all = ApiFlags.None;
        for (var i = 0; i < 1000; i++)
            all |= Ask();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True((all & ApiFlags.Confined) != 0);
        Assert.True(allocated < 1000, $"{allocated} bytes in 2,000 answers");
    }

    private static Catalogue With(params (string Path, string Text)[] files) =>
        new(CatalogueReferences.All, [.. files.Select(f => new MemoryFile(f.Path, f.Text))], CancellationToken.None);

    private static INamedTypeSymbol Type(string name) => CatalogueReferences.All.GetTypeByMetadataName(name)!;

    private static ISymbol First(string type, string member) => Type(type).GetMembers(member).First();
}
