using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Benchmarks.Analysis;

/// <summary>One call of the compiler.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Compiler">The compiler, or null where the code does not build and a host of our own compiles it.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Arguments">What it is told; nothing of analyzers but the framework's own generators.</param>
internal sealed record CompiledProject(string Name, string? Compiler, string Folder, ImmutableArray<string> Arguments)
{
    /// <summary>The file that is made. Its name is the assembly's, by which others let it see what is internal.</summary>
    private string Output { get; init; } = "Loose.dll";

    public bool IsLoose => Compiler is null;

    public int Lines { get; } = CSharpCommandLineParser.Default.Parse(Arguments, Folder, sdkDirectory: null).SourceFiles.Sum(file => File.Exists(file.Path) ? File.ReadLines(file.Path).Count() : 0);

    /// <summary>What a build wrote down.</summary>
    public static CompiledProject Captured(string name, string[] call)
    {
        // The build's own analyzers, what they are told, and outputs that nobody wants go.
        string[] unwanted = ["/noconfig", "/ruleset", "/errorlog", "/warnaserror", "/out:", "/refout", "/doc", "/pdb", "/generatedfilesout", "/reportanalyzer", "/analyzerconfig", "/skipanalyzers"];
        var arguments = call.Skip(2).Where(argument =>
            !unwanted.Any(start => argument.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            && (!argument.StartsWith("/analyzer:", StringComparison.OrdinalIgnoreCase) || IsOfFramework(argument)));
        var output = call.First(argument => argument.StartsWith("/out:", StringComparison.OrdinalIgnoreCase))["/out:".Length..].Trim('"');
        return new CompiledProject(name, call[0], call[1], [.. arguments]) { Output = Path.GetFileName(output) };
    }

    /// <summary>The generators of regular expressions, serialisers and the like come with the framework's own references.</summary>
    private static bool IsOfFramework(string analyzer) => Regex.IsMatch(analyzer, @"[/\\](packs|microsoft\.\w+\.app\.ref)[/\\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>All files below a folder against the frameworks; nothing where there is no code.</summary>
    public static IEnumerable<CompiledProject> Loose(string name, string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return [];

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [new CompiledProject(name, Compiler: null, folder, [.. references.Select(file => $"/reference:{file}"), "/target:library", "/unsafe", "/nullable:enable", .. files])];
    }

    /// <summary>Compiles in a process of its own, and says how that ended.</summary>
    public async Task<int> CompileAsync(AnalyzerPackage? package, WorkFolder work)
    {
        IEnumerable<string> lines = Arguments.Append($"/out:{work.File(Output)}");
        if (package is not null)
            lines = lines.Concat(package.FilesOfBuilds.Select(file => $"/analyzer:{file}")).Append($"/analyzerconfig:{package.Options(work)}");

        var response = work.File("call.rsp");
        await File.WriteAllLinesAsync(response, lines.Select(line => line.Contains(' ', StringComparison.Ordinal) ? $"\"{line}\"" : line));
        IEnumerable<string> arguments = Compiler is null ? [typeof(CompiledProject).Assembly.Location, "analysis-host", response] : ["exec", Compiler, "/noconfig", $"@{response}"];
        var (exitCode, output) = await Child.RunAsync("dotnet", arguments, Folder);
        if (output.Contains("AD0001", StringComparison.Ordinal) && package?.Name == "Spillway")
            throw new InvalidOperationException($"a rule of ours threw on {Name}:\n{output.Split('\n').First(line => line.Contains("AD0001", StringComparison.Ordinal))}");

        return exitCode;
    }

    /// <summary>The same code as a compilation of this process.</summary>
    public CSharpCompilation Load()
    {
        var arguments = CSharpCommandLineParser.Default.Parse(Arguments, Folder, sdkDirectory: null);
        return CSharpCompilation.Create(
            Name,
            arguments.SourceFiles.Where(file => File.Exists(file.Path)).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), arguments.ParseOptions, file.Path)),
            arguments.MetadataReferences.Where(reference => File.Exists(reference.Reference)).Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            arguments.CompilationOptions);
    }
}
