using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>Programs that were compiled and loaded together, and those of them that do not compile.</summary>
internal sealed class LoadedPrograms : IDisposable
{
    private readonly AssemblyLoadContext _context = new("programs", isCollectible: true);
    private readonly Dictionary<string, Type> _types = [];

    private LoadedPrograms()
    {
    }

    /// <summary>What the compiler says of each program that it rejects.</summary>
    public Dictionary<string, string> Rejected { get; } = [];

    public Type? TypeOf(string name) => _types.GetValueOrDefault(name);

    /// <summary>Compiles to memory. A program that the compiler rejects does not keep the others from running.</summary>
    public static LoadedPrograms Load(CSharpCompilation compilation)
    {
        var loaded = new LoadedPrograms();
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        if (!emitted.Success)
        {
            var broken = emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceTree is not null).ToLookup(d => d.Location.SourceTree!);
            foreach (var tree in broken)
                loaded.Rejected[Workbench.NameOf(tree.Key)] = string.Join("\n", tree.Select(error => error.ToString()));
            if (broken.Count == 0)
                throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics));

            image.SetLength(0);
            compilation = compilation.RemoveSyntaxTrees(broken.Select(tree => tree.Key));
            emitted = compilation.Emit(image);
            if (!emitted.Success)
                throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        }

        image.Position = 0;
        var assembly = loaded._context.LoadFromStream(image);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var name = Workbench.NameOf(tree);
            loaded._types[name] = assembly.GetType(name, throwOnError: true)!;
        }

        return loaded;
    }

    public void Dispose() => _context.Unload();
}
