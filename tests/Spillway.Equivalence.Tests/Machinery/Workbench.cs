using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>Programs as documents of one project, the rules that look at them, and the fixes. One compilation serves many programs.</summary>
internal static class Workbench
{
    private static readonly AdhocWorkspace Workspace = new();

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    // Without optimisation, what an await needs is a class: the runtime then has code for it already, where it would compile some
    // fifteen methods anew for each struct.
    private static readonly CSharpCompilationOptions CompilationOptions =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Debug, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false);

    // What may be null changes warnings only, and those were the rules' business.
    private static readonly CSharpCompilationOptions EmitOptions = CompilationOptions.WithNullableContextOptions(NullableContextOptions.Disable);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [.. InstancesIn<DiagnosticAnalyzer>("Spillway.Analyzers")];

    private static readonly ImmutableArray<CodeFixProvider> Providers = [.. InstancesIn<CodeFixProvider>("Spillway.CodeFixes")];

    // Whoever asks a web service or a thread needs nothing but the framework; each further assembly is one more place to look for every name.
    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "snippet-references.txt"))
            .Select(line => line.Split('|'))
            .Where(parts => parts[1] == "Microsoft.NETCore.App" || Path.GetFileName(parts[0]) == "Spillway.dll")
            .Select(parts => MetadataReference.CreateFromFile(parts[0])),
        MetadataReference.CreateFromFile(typeof(IProgram).Assembly.Location),
    ];

    private static readonly ImmutableArray<MetadataReference> FrameworkAndDatabase =
    [
        .. Framework,
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "snippet-references.txt"))
            .Select(line => line.Split('|')[0])
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // What was read of the references stays at hand as long as a compilation holds it.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Programs", [], Framework, EmitOptions);

    private static readonly CSharpCompilation EmptyWithDatabase = CSharpCompilation.Create("Programs", [], FrameworkAndDatabase, EmitOptions);

    /// <summary>The groups with some of these <paramref name="rules"/>.</summary>
    private static ImmutableArray<DiagnosticAnalyzer> AnalyzersOf(IReadOnlyCollection<string> rules) =>
        [.. Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => rules.Contains(descriptor.Id)))];

    /// <summary>Options that switch these <paramref name="rules"/> on, and all others off.</summary>
    private static CompilationOptions Only(IReadOnlyCollection<string> rules, CompilationOptions options) => options.WithSpecificDiagnosticOptions(
        Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Distinct()
            .ToDictionary(id => id, id => rules.Contains(id) ? ReportDiagnostic.Default : ReportDiagnostic.Suppress));

    /// <summary>The code fixes of a rule.</summary>
    public static IEnumerable<CodeFixProvider> FixesOf(string rule) => Providers.Where(provider => provider.FixableDiagnosticIds.Contains(rule));

    /// <summary>A project with one document for each text; the limit of a document is an option of its folder.</summary>
    public static Project Project(IReadOnlyList<(string Name, string Text, int Limit)> programs, IReadOnlyCollection<string> library)
    {
        var id = ProjectId.CreateNewId();
        var documents = programs.Select(program => DocumentInfo.Create(
            DocumentId.CreateNewId(id),
            program.Name,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(program.Text), VersionStamp.Default)),
            filePath: $"/limit{program.Limit}/{program.Name}.cs"))
            .Concat(library.Select(name => DocumentInfo.Create(DocumentId.CreateNewId(id), name, loader: TextLoader.From(TextAndVersion.Create(TextOf(name), VersionStamp.Default)), filePath: $"/{name}.cs")));
        var settings = programs.Select(program => program.Limit).Distinct().Select(limit => DocumentInfo.Create(
            DocumentId.CreateNewId(id),
            ".editorconfig",
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From($"root = true\n[*.cs]\nspillway.max_concurrency = {limit}\n"), VersionStamp.Default)),
            filePath: $"/limit{limit}/.editorconfig"));
        var project = ProjectInfo.Create(
            id, VersionStamp.Default, "Programs", "Programs", LanguageNames.CSharp,
            compilationOptions: CompilationOptions, parseOptions: ParseOptions, documents: documents, metadataReferences: UsesDatabase(library) ? FrameworkAndDatabase : Framework);
        return Workspace.CurrentSolution.AddProject(project.WithAnalyzerConfigDocuments(settings)).GetProject(id)!;
    }

    /// <summary>What the rules say, by document.</summary>
    public static async Task<ILookup<string, Diagnostic>> FindingsAsync(Project project, IReadOnlyCollection<string> rules)
    {
        var analyzers = AnalyzersOf(rules);
        if (analyzers.IsEmpty)
            return Array.Empty<Diagnostic>().ToLookup(_ => "");

        var compilation = (await project.GetCompilationAsync())!;
        compilation = compilation.WithOptions(Only(rules, compilation.Options));
        var crashes = new List<string>();
        var run = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            (exception, analyzer, _) => crashes.Add($"{analyzer.GetType().Name} threw {exception}"),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false));
        var findings = await run.GetAnalyzerDiagnosticsAsync();
        if (crashes.Count > 0)
            throw new InvalidOperationException(crashes[0]);

        return findings.Where(finding => finding.Location.SourceTree is not null)
            .OrderBy(finding => finding.Location.SourceSpan.Start)
            .ToLookup(finding => NameOf(finding.Location.SourceTree!));
    }

    /// <summary>The texts as a compilation of their own.</summary>
    public static CSharpCompilation Compile(IEnumerable<(string Name, string Text)> texts, IReadOnlyCollection<string> library) =>
        Compile(texts.Select(text => Parse(text.Name, text.Text)), library);

    /// <summary>The trees as a compilation of their own.</summary>
    public static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees, IReadOnlyCollection<string> library) =>
        (UsesDatabase(library) ? EmptyWithDatabase : Empty).AddSyntaxTrees(trees);

    private static bool UsesDatabase(IReadOnlyCollection<string> library) => library.Contains("Shop");

    public static SyntaxTree Parse(string name, string text) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"/fixed/{name}.cs");

    private static SourceText TextOf(string name)
    {
        using var stream = typeof(Workbench).Assembly.GetManifestResourceStream(name)!;
        return SourceText.From("using System;\nusing System.Threading.Tasks;\n" + new StreamReader(stream).ReadToEnd());
    }

    public static string NameOf(SyntaxTree tree) => Path.GetFileNameWithoutExtension(tree.FilePath);

    private static IEnumerable<T> InstancesIn<T>(string assembly) =>
        Assembly.Load(assembly).GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(T)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!);
}
