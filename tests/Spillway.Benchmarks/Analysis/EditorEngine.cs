using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using Spillway.Editor;

namespace Spillway.Benchmarks.Analysis;

/// <summary>
/// What the engine that editors run takes after each keystroke to find the squiggles of the document, its compilation included. It cannot know of an analyzer from a package whether its findings in one
/// member hang on others, and asks it for the whole document.
/// </summary>
internal static class EditorEngine
{
    /// <summary>With our rules and no others; not even the compiler's own errors are asked for.</summary>
    public static async Task<Keystrokes.Waits> Measure(int keys, bool isWoven)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.Create(EditorAssemblies.Parts));
        var edited = Open(workspace, isWoven);
        var service = EditorAssemblies.ServiceOf(workspace.Services, EditorAssemblies.DiagnosticService);
        var times = new List<double>();
        for (var key = 0; key < Keystrokes.WarmUp + keys; key++)
        {
            var text = await workspace.CurrentSolution.GetDocument(edited)!.GetTextAsync();
            if (!workspace.TryApplyChanges(workspace.CurrentSolution.WithDocumentText(edited, text.WithChanges(Keystrokes.Change(text, key)))))
                throw new InvalidOperationException("the editor's workspace took no change");

            var began = Stopwatch.GetTimestamp();
            _ = await InternalApi.CallAsync(EditorAssemblies.DiagnosticService, service, "GetDiagnosticsForSpanAsync", workspace.CurrentSolution.GetDocument(edited)!, CancellationToken.None);
            if (key >= Keystrokes.WarmUp)
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return Keystrokes.Waits.Of(times);
    }

    private static DocumentId Open(AdhocWorkspace workspace, bool isWoven)
    {
        var made = MadeUpProject.Make(isWoven);
        var id = ProjectId.CreateNewId();
        var documents = made.SyntaxTrees
            .Select(tree => DocumentInfo.Create(
                DocumentId.CreateNewId(id), Path.GetFileName(tree.FilePath), loader: TextLoader.From(TextAndVersion.Create(tree.GetText(), VersionStamp.Create(), tree.FilePath)), filePath: tree.FilePath))
            .ToList();
        workspace.AddProject(ProjectInfo.Create(
            id, VersionStamp.Create(), made.AssemblyName!, made.AssemblyName!, LanguageNames.CSharp, compilationOptions: made.Options, parseOptions: made.SyntaxTrees[0].Options, documents: documents,
            metadataReferences: made.References, analyzerReferences: [new AnalyzerFileReference(AnalyzerPackage.All()[0].Files[0], new Loader())]));
        workspace.OpenDocument(documents[0].Id);
        return documents[0].Id;
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
