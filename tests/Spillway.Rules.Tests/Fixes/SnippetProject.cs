using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;

namespace Spillway.Rules.Tests.Fixes;

/// <summary>Snippets as projects, which is what fixes work on.</summary>
internal static class SnippetProject
{
    /// <summary>Only its empty solution is used; every snippet forks it, so nothing is shared.</summary>
    private static readonly AdhocWorkspace Workspace = new();

    private static readonly ConcurrentDictionary<ImmutableArray<MetadataReference>, Project> Empty = new();

    /// <summary>The project of <paramref name="code"/>.</summary>
    public static Project Of(SnippetCode code, AnalyzerSet rules)
    {
        var empty = Empty.GetOrAdd(References.For(code.Snippet.Settings), Bind);
        var id = empty.Id;
        var solution = empty.Solution
            .WithProjectCompilationOptions(id, code.OptionsFor(rules.Descriptors))
            .WithProjectParseOptions(id, code.ParseOptions);

        foreach (var source in code.Sources)
            solution = solution.AddDocument(NewDocument(), Path.GetFileName(source.Path), SourceText.From(source.Text), filePath: source.Path);

        if (code.GlobalUsings.Length > 0)
            solution = solution.AddDocument(NewDocument(), "GlobalUsings.cs", SourceText.From(code.GlobalUsings), filePath: "/snippet/GlobalUsings.cs");

        foreach (var file in code.Additional)
            solution = solution.AddAdditionalDocument(NewDocument(), Path.GetFileName(file.Path), SourceText.From(file.Text), filePath: file.Path);

        solution = solution.AddAnalyzerConfigDocument(NewDocument(), ".editorconfig", SourceText.From(code.Config), filePath: "/snippet/.editorconfig");
        if (code.GlobalConfig.Length > 0)
            solution = solution.AddAnalyzerConfigDocument(NewDocument(), ".globalconfig", SourceText.From(code.GlobalConfig), filePath: "/snippet/.globalconfig");

        return solution.GetProject(id)!;

        DocumentId NewDocument() => DocumentId.CreateNewId(id);
    }

    /// <summary>A project without code; what is forked from it finds its references bound.</summary>
    private static Project Bind(ImmutableArray<MetadataReference> references)
    {
        var id = ProjectId.CreateNewId();
        var solution = Workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            "Snippet",
            "Snippet",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: references));
        var project = solution.GetProject(id)!;
        _ = project.GetCompilationAsync().GetAwaiter().GetResult()!.GlobalNamespace.GetMembers();
        return project;
    }

    /// <summary>What the rules say of the project as it is.</summary>
    public static async Task<(ImmutableArray<Diagnostic> Findings, ImmutableArray<string> Crashes)> AnalyseAsync(Project project, AnalyzerSet rules) =>
        await rules.AnalyseAsync((await project.GetCompilationAsync())!, project.AnalyzerOptions);

    /// <summary>The documents' texts, by path.</summary>
    public static async Task<Dictionary<string, string>> TextsAsync(Project project)
    {
        var texts = new Dictionary<string, string>();
        foreach (var document in project.Documents)
            texts.Add(document.FilePath!, (await document.GetTextAsync()).ToString().ReplaceLineEndings("\n"));

        return texts;
    }
}
