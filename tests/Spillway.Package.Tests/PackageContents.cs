using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Spillway.Pages;

namespace Spillway.Package.Tests;

/// <summary>What is in the packages, to the last entry.</summary>
public sealed class PackageContents
{
    [Fact]
    public void Four_packages_come_from_the_solution() => Assert.Equal(
        [$"Spillway.{PackedPackages.Shared.Version}.nupkg", $"Spillway.Tool.{PackedPackages.Shared.Version}.nupkg", $"Spillway.Analyzers.{PackedPackages.Shared.Version}.nupkg", $"Spillway.RateLimiting.{PackedPackages.Shared.Version}.nupkg"],
        Directory.EnumerateFiles(PackedPackages.Shared.Feed).Select(Path.GetFileName).OrderBy(name => name!.Length));

    [Fact]
    public void Packing_warns_of_nothing() => Assert.DoesNotContain("warning", PackedPackages.Shared.Pack.Output);

    [Fact]
    public void The_analyzer_package_has_these_entries()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Rules"), "*.md", SearchOption.AllDirectories)
            .Select(page => "docs/" + Path.GetRelativePath(Path.Combine(Repository.Root, "src"), page).Replace('\\', '/'));

        Assert.Equal(
            new[]
            {
                "LICENSE",
                "README.md",
                "Spillway.Analyzers.nuspec",
                "analyzers/dotnet/cs/Spillway.Analyzers.dll",
                "analyzers/dotnet/cs/Spillway.CodeFixes.dll",
                "buildTransitive/Spillway.Analyzers.props",
                "buildTransitive/Spillway.Analyzers.targets",
                "buildTransitive/presets/all.globalconfig",
                "buildTransitive/presets/default.globalconfig",
                "buildTransitive/presets/library.globalconfig",
                "buildTransitive/presets/none.globalconfig",
                "buildTransitive/presets/strict.globalconfig",
                "buildTransitive/presets/tests.globalconfig",
                "buildTransitive/presets/ui.globalconfig",
                "buildTransitive/presets/web.globalconfig",
                "docs/Configuration.md",
            }.Concat(pages).Concat(PackedPackages.HasPrecompiled ? ["tools/linux-x64/Spillway.Analyzers.dll"] : []).Order(StringComparer.Ordinal),
            Entries("Spillway.Analyzers"));
    }

    [Fact]
    public void The_runtime_package_has_these_entries() => Assert.Equal(
        [
            "LICENSE",
            "README.md",
            "Spillway.nuspec",
            "lib/net10.0/Spillway.dll",
            "lib/net10.0/Spillway.xml",
            "lib/net8.0/Spillway.dll",
            "lib/net8.0/Spillway.xml",
        ],
        Entries("Spillway"));

    [Fact]
    public void The_rate_limiting_package_has_these_entries() => Assert.Equal(
        [
            "LICENSE",
            "README.md",
            "Spillway.RateLimiting.nuspec",
            "lib/net10.0/Spillway.RateLimiting.dll",
            "lib/net10.0/Spillway.RateLimiting.xml",
            "lib/net8.0/Spillway.RateLimiting.dll",
            "lib/net8.0/Spillway.RateLimiting.xml",
        ],
        Entries("Spillway.RateLimiting"));

    [Fact]
    public void The_tool_package_has_these_entries_and_carries_what_the_analyzer_package_has()
    {
        const string Tool = "tools/net8.0/any/";
        var carried = Entries("Spillway.Analyzers").Where(entry => entry.StartsWith("buildTransitive/", StringComparison.Ordinal))
            .Select(entry => Tool + "analyzers/build/" + entry["buildTransitive/".Length..]);

        Assert.Equal(
            new[]
            {
                "LICENSE",
                "Spillway.Tool.nuspec",
                "Tool.md",
                Tool + "DiffPlex.dll",
                Tool + "DotnetToolSettings.xml",
                Tool + "Spectre.Console.dll",
                Tool + "Spillway.Tool.deps.json",
                Tool + "Spillway.Tool.dll",
                Tool + "Spillway.Tool.pdb",
                Tool + "Spillway.Tool.runtimeconfig.json",
                Tool + "System.CommandLine.dll",
                Tool + "analyzers/Spillway.Analyzers.dll",
                Tool + "analyzers/Spillway.CodeFixes.dll",
                Tool + "build/Spillway.Tool.props",
                Tool + "build/Spillway.Tool.targets",
            }.Concat(carried).Order(StringComparer.Ordinal),
            Entries("Spillway.Tool"));
    }

    [Fact]
    public void The_rate_limiting_package_brings_the_runtime_and_the_limiters()
    {
        var groups = Nuspec("Spillway.RateLimiting").Descendants().Where(element => element.Name.LocalName == "group").ToList();

        Assert.Equal(["net10.0", "net8.0"], groups.Select(group => group.Attribute("targetFramework")!.Value));
        Assert.All(groups, group => Assert.Equal(
            ["Spillway", "System.Threading.RateLimiting"],
            group.Elements().Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal)));
        Assert.All(groups.SelectMany(group => group.Elements()), dependency => Assert.Equal(
            dependency.Attribute("id")!.Value == "Spillway" ? PackedPackages.Shared.Version : "10.0.0", dependency.Attribute("version")!.Value));
    }

    [Fact]
    public void The_analyzer_package_is_for_development_and_brings_nothing_else()
    {
        var metadata = Nuspec("Spillway.Analyzers");

        Assert.Equal("true", Value(metadata, "developmentDependency"));
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName is "dependency" or "frameworkAssembly");
    }

    [Fact]
    public void The_runtime_package_brings_the_analyzers_of_its_version()
    {
        var groups = Nuspec("Spillway").Descendants().Where(element => element.Name.LocalName == "group").ToList();

        Assert.Equal(["net10.0", "net8.0"], groups.Select(group => group.Attribute("targetFramework")!.Value));
        Assert.All(groups, group =>
        {
            var dependency = Assert.Single(group.Elements());
            Assert.Equal("Spillway.Analyzers", dependency.Attribute("id")!.Value);
            Assert.Equal(PackedPackages.Shared.Version, dependency.Attribute("version")!.Value);
            Assert.Contains("Analyzers", dependency.Attribute("include")!.Value);
            Assert.Contains("BuildTransitive", dependency.Attribute("include")!.Value);
            Assert.Null(dependency.Attribute("exclude"));
        });
    }

    [Fact]
    public void The_precompiled_analyzers_are_the_portable_ones_with_machine_code()
    {
        var (portable, portableCode) = Assembly("analyzers/dotnet/cs/Spillway.Analyzers.dll");
        Assert.Equal(0, portableCode);
        if (!PackedPackages.HasPrecompiled)
            return; // The list of entries says that there are none.

        var (precompiled, precompiledCode) = Assembly("tools/linux-x64/Spillway.Analyzers.dll");
        Assert.Equal(portable, precompiled);
        Assert.NotEqual(0, precompiledCode);
    }

    private (Guid Version, int MachineCode) Assembly(string entry)
    {
        using var package = Open("Spillway.Analyzers");
        using var content = package.GetEntry(entry)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        copy.Position = 0;
        using var assembly = new PEReader(copy);
        var metadata = assembly.GetMetadataReader();
        return (metadata.GetGuid(metadata.GetModuleDefinition().Mvid), assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    private IEnumerable<string> Entries(string id)
    {
        using var package = Open(id);
        return
        [
            .. package.Entries.Select(entry => entry.FullName)
                .Where(name => name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    private XElement Nuspec(string id)
    {
        using var package = Open(id);
        using var nuspec = package.GetEntry(id + ".nuspec")!.Open();
        return XElement.Load(nuspec).Elements().Single();
    }

    private ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(PackedPackages.Shared.Feed, $"{id}.{PackedPackages.Shared.Version}.nupkg"));
}
