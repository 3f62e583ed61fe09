using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Pages;

/// <summary>A snippet ready to be compiled.</summary>
public sealed class SnippetCode
{
    private SnippetCode(Snippet snippet, Func<Fence, string, MarkedText> read)
    {
        Snippet = snippet;
        var fences = snippet.Files.Insert(0, snippet.Code);
        Sources = [.. fences.Where(fence => fence.Language == "csharp").Select(Place)];
        Additional = [.. fences.Where(fence => fence.Language != "csharp").Select(Place)];
        Config = string.Join("\n", snippet.Configs.Where(fence => !IsGlobal(fence)).Select(fence => fence.Text));
        GlobalConfig = string.Join("\n", snippet.Configs.Where(IsGlobal).Select(fence => fence.Text));
        ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageOf(snippet) ?? LanguageVersion.Latest);

        // A file has the preamble's usings too, as projects have them by ImplicitUsings.
        if (Sources.Any(source => source.Before.Length == 0))
        {
            var usings = Preamble.Named(snippet.Settings.Preamble).Usings.Concat(snippet.Settings.Usings.Select(name => $"using {name};"));
            GlobalUsings = string.Concat(usings.Select(directive => $"global {directive}\n"));
        }

        SourceDocument Place(Fence fence) => SourceDocument.Of(fence, read(fence, snippet.Page.Name), snippet.Settings);
    }

    /// <summary>Where it comes from.</summary>
    public Snippet Snippet { get; }

    /// <summary>The C# documents; the snippet's own is the first.</summary>
    public ImmutableArray<SourceDocument> Sources { get; }

    /// <summary>The other documents.</summary>
    public ImmutableArray<SourceDocument> Additional { get; }

    /// <summary>The options for files.</summary>
    public string Config { get; }

    /// <summary>The options for the whole compilation.</summary>
    public string GlobalConfig { get; }

    /// <summary>A document of global usings, where there is one.</summary>
    public string GlobalUsings { get; } = "";

    /// <summary>The language version: this compiler's latest unless the fence asks for another.</summary>
    public CSharpParseOptions ParseOptions { get; }

    /// <summary>All documents with marks.</summary>
    public IEnumerable<MarkedPlace> Places => Sources.Concat(Additional).Select(document => document.Place);

    /// <summary>Prepares a snippet whose marks are diagnostics.</summary>
    public static SnippetCode Of(Snippet snippet) => new(snippet, MarkedText.Read);

    /// <summary>Prepares a snippet whose marks are answers about a fact.</summary>
    public static SnippetCode WithAnswers(Snippet snippet) => new(snippet, AnsweredText.Read);

    /// <summary>False for a snippet in a language version that this compiler does not know yet.</summary>
    public static bool IsKnownHere(Snippet snippet) => snippet.Code.Value("lang") is null || LanguageOf(snippet) is not null;

    /// <summary>The options of the compilation; rules that are off by default are on.</summary>
    public CSharpCompilationOptions OptionsFor(IEnumerable<DiagnosticDescriptor> descriptors)
    {
        var isProgram = Sources.Any(source => SyntaxFactory.ParseCompilationUnit(source.Text).Members.Any(member => member is GlobalStatementSyntax));
        return new CSharpCompilationOptions(
            isProgram || Snippet.Runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            allowUnsafe: true,
            concurrentBuild: false,
            specificDiagnosticOptions: descriptors.Where(d => !d.IsEnabledByDefault).Select(d => KeyValuePair.Create(d.Id, d.DefaultSeverity.ToReport())).Distinct());
    }

    /// <summary>The compilation.</summary>
    public CSharpCompilation Compile(IEnumerable<DiagnosticDescriptor> descriptors)
    {
        var trees = Sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, ParseOptions, source.Path));
        if (GlobalUsings.Length > 0)
            trees = trees.Append(CSharpSyntaxTree.ParseText(GlobalUsings, ParseOptions, "/snippet/GlobalUsings.cs"));

        var options = OptionsFor(descriptors).WithSyntaxTreeOptionsProvider(SnippetOptions.Of(this).Severities);
        return References.Bound(Snippet.Settings).WithOptions(options).AddSyntaxTrees(trees.ToArray());
    }

    /// <summary>The additional files and the options that analyzers see.</summary>
    public AnalyzerOptions AnalyzerOptions() => new(
        [.. Additional.Select(document => new SnippetFile(document.Path, document.Text))],
        SnippetOptions.Of(this));

    /// <summary>The compiler's errors, as failures; of a snippet that is broken on purpose, that there are none.</summary>
    public IEnumerable<string> Errors(Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (!Snippet.Broken)
            return errors.Select(error => Snippet.Failure(error, [.. Places], $"does not compile: {error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}"));

        return errors.Count > 0 ? [] : [Snippet.Failure(Snippet.Code.Line, "is said to be broken, but compiles")];
    }

    private static LanguageVersion? LanguageOf(Snippet snippet) =>
        LanguageVersionFacts.TryParse(snippet.Code.Value("lang"), out var version) ? version : null;

    private static bool IsGlobal(Fence fence) => fence.Text.Contains("is_global", StringComparison.Ordinal);
}
