using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Facts.Tests.KnownApis;

/// <summary>The real assemblies that the catalogue speaks of, as a compilation without sources.</summary>
internal static class CatalogueReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(Read);
    private static readonly Lazy<CSharpCompilation> Everything = new(() => Compile());

    internal static CSharpCompilation All => Everything.Value;

    internal static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create(
            "Subject",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static ImmutableArray<MetadataReference> Read() =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "catalogue-references.txt"))
            .Where(path => path.EndsWith(".dll", StringComparison.Ordinal))
            .Select(MetadataReference (path) => MetadataReference.CreateFromFile(path))
            .ToImmutableArray();
}
