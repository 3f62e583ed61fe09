using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Tour.Analysis;

/// <summary>Opens sources as projects that bind like a real build: same references, same global usings, an <c>.editorconfig</c>.</summary>
internal sealed class Workbench : IDisposable
{
    private static readonly string[] ConsoleUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly string[] WebUsings =
    [
        .. ConsoleUsings, "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private readonly AdhocWorkspace _workspace = new();
    private readonly List<MetadataReference> _references = ReadReferences();

    public Project OpenLibrary(string name, IEnumerable<SourceFile> files, int limit)
        => Open(name, OutputKind.DynamicallyLinkedLibrary, files, ConsoleUsings, isWeb: false, limit);

    public Project OpenWebApplication(string name, IEnumerable<SourceFile> files, int limit)
        => Open(name, OutputKind.ConsoleApplication, files, WebUsings, isWeb: true, limit);

    public void Dispose() => _workspace.Dispose();

    /// <summary>Where the files of an opened project seem to lie; nothing is read or written there.</summary>
    private static string PathOf(string name) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, name));

    private Project Open(string name, OutputKind kind, IEnumerable<SourceFile> files, string[] usings, bool isWeb, int limit)
    {
        var project = _workspace.CurrentSolution
            .AddProject(name, name, LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithCompilationOptions(new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable))
            .WithMetadataReferences(_references);

        project = project.AddDocument("GlobalUsings.g.cs", string.Concat(usings.Select(u => $"global using {u};\n")), filePath: PathOf("GlobalUsings.g.cs")).Project;
        foreach (var file in files)
            project = project.AddDocument(file.Path, SourceText.From(file.Text), filePath: PathOf(file.Path)).Project;

        return WithConfiguration(WithConfiguration(project, ".editorconfig", EditorConfig(limit)), ".globalconfig", GlobalConfig(kind, isWeb));
    }

    private static Project WithConfiguration(Project project, string name, string text)
    {
        var id = DocumentId.CreateNewId(project.Id);
        return project.Solution.AddAnalyzerConfigDocument(id, name, SourceText.From(text), filePath: PathOf(name)).GetProject(project.Id)!;
    }

    private static string EditorConfig(int limit) => string.Create(CultureInfo.InvariantCulture, $"""
        root = true
        [*.cs]
        indent_style = space
        indent_size = 4
        end_of_line = lf
        csharp_style_namespace_declarations = file_scoped
        spillway.max_concurrency = {limit}

        """);

    private static string GlobalConfig(OutputKind kind, bool isWeb) => $"""
        is_global = true
        build_property.OutputType = {(kind == OutputKind.ConsoleApplication ? "Exe" : "Library")}
        build_property.UsingMicrosoftNETSdkWeb = {(isWeb ? "true" : "")}

        """;

    private static List<MetadataReference> ReadReferences()
    {
        var list = Path.Combine(AppContext.BaseDirectory, "references.txt");
        if (!File.Exists(list))
            throw new TourFailure($"{list} is missing: build samples/Tour again.");

        var paths = File.ReadAllLines(list);
        return paths.FirstOrDefault(path => !File.Exists(path)) is { } gone
            ? throw new TourFailure($"The reference {gone} is gone since the build: build samples/Tour again.")
            : [.. paths.Select(path => MetadataReference.CreateFromFile(path))];
    }
}
