using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Pages;

/// <summary>The assemblies that snippets are compiled against: those of the test project, chosen by name.</summary>
public static class References
{
    private static readonly string[] Always = ["Microsoft.NETCore.App", "Spillway", "Spillway.RateLimiting"];

    private static readonly ImmutableArray<(string Name, string Framework, PortableExecutableReference Reference)> All = Load();

    private static readonly ConcurrentDictionary<string, ImmutableArray<MetadataReference>> Sets = new();

    private static readonly ConcurrentDictionary<ImmutableArray<MetadataReference>, CSharpCompilation> Bindings = new();

    /// <summary>The base framework, the runtime, what the preamble and the directives add, less what directives take away.</summary>
    public static ImmutableArray<MetadataReference> For(Settings settings)
    {
        var wanted = Always.Concat(Preamble.Named(settings.Preamble).References).Concat(settings.With);
        var key = string.Join(",", wanted) + "-" + string.Join(",", settings.Without);
        return Sets.GetOrAdd(key, _ => [.. All.Where(r => wanted.Any(p => Matches(r, p)) && !settings.Without.Any(p => Matches(r, p))).Select(r => r.Reference)]);
    }

    /// <summary>
    /// A compilation without code over these references. What is made from it by exchanging options and trees shares their symbols,
    /// which saves most of the time that a small snippet takes.
    /// </summary>
    public static CSharpCompilation Bound(Settings settings) => Bindings.GetOrAdd(For(settings), references =>
    {
        var empty = CSharpCompilation.Create("Snippet", references: references, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _ = empty.GlobalNamespace.GetMembers();
        return empty;
    });

    /// <summary>The framework that a reference belongs to; empty for packages and projects.</summary>
    public static string FrameworkOf(MetadataReference reference) => All.First(r => r.Reference == reference).Framework;

    private static bool Matches((string Name, string Framework, PortableExecutableReference Reference) reference, string pattern) =>
        reference.Framework == pattern
        || Regex.IsMatch(reference.Name, "^" + Regex.Escape(pattern).Replace(@"\*", ".*") + "$", RegexOptions.CultureInvariant);

    private static ImmutableArray<(string, string, PortableExecutableReference)> Load()
    {
        // Written by the build: the reference assemblies of the compiler's command line.
        var list = Path.Combine(AppContext.BaseDirectory, "snippet-references.txt");
        return
        [
            .. File.ReadAllLines(list)
                .Select(line => line.Split('|'))
                .Select(parts => (Path.GetFileNameWithoutExtension(parts[0]), parts[1], MetadataReference.CreateFromFile(parts[0]))),
        ];
    }
}
