using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>
/// The real assemblies that the catalogue speaks of, as a compilation without sources. Packages whose dependencies cannot be had are
/// read alone: their types and members are all there, only foreign types in their signatures are not.
/// </summary>
internal static class CatalogueReferences
{
    // The newest first: where a package has several, users of a current framework compile against the first of these.
    private static readonly string[] Frameworks =
        ["net10.0", "net9.0", "net8.0", "net6.0", "netstandard2.1", "netstandard2.0"];

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(Read);
    private static readonly Lazy<CSharpCompilation> Everything = new(() => Compile());

    internal static CSharpCompilation All => Everything.Value;

    /// <summary>The names of the assemblies that the lines are checked against.</summary>
    internal static IReadOnlyCollection<string> AssemblyNames =>
        All.ReferencedAssemblyNames.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);

    internal static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create(
            "Subject",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static ImmutableArray<MetadataReference> Read()
    {
        var restored = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "catalogue-references.txt"));
        return restored
            .SelectMany(path => path.EndsWith(".dll", StringComparison.Ordinal) ? [path] : AssembliesOf(path))
            .DistinctBy(path => Path.GetFileName(path), StringComparer.OrdinalIgnoreCase)
            .Select(MetadataReference (path) => MetadataReference.CreateFromFile(path))
            .ToImmutableArray();
    }

    private static string[] AssembliesOf(string package)
    {
        // Package folders are all lower case on disk; the project spells them as the package does.
        var root = Path.GetDirectoryName(Path.GetDirectoryName(package))!;
        var name = Path.GetFileName(Path.GetDirectoryName(package))!.ToLowerInvariant();
        var lib = Path.Combine(root, name, Path.GetFileName(package), "lib");
        var framework = Frameworks.First(f => Directory.Exists(Path.Combine(lib, f)));
        return Directory.GetFiles(Path.Combine(lib, framework), "*.dll");
    }
}
