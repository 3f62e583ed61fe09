using System.Collections;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Host;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.MSBuild;
using Microsoft.CodeAnalysis.Text;
using Spillway.Editor;

namespace Spillway.Package.Tests.Editor;

/// <summary>An entry of the light bulb.</summary>
/// <param name="Title">What it says.</param>
/// <param name="Action">What it does.</param>
/// <param name="Group">The engine's group of actions of one provider for one span, with what its fix-all needs.</param>
internal sealed record BulbEntry(string Title, CodeAction Action, object Group)
{
    /// <summary>The entries behind this one.</summary>
    public IEnumerable<BulbEntry> Nested => Action.NestedActions.Select(action => new BulbEntry(action.Title, action, Group));
}

/// <summary>
/// An editor without windows: it opens a project by its own build, with the analyzers and options that this gives, and asks
/// Roslyn's engine what an editor asks: the squiggles of a document, the light bulb at a place, a preview, a fix-all.
/// </summary>
internal sealed class EditorHost : IDisposable
{
    private static readonly Type CodeFixes = EditorAssemblies.Features.GetType("Microsoft.CodeAnalysis.CodeFixes.ICodeFixService", throwOnError: true)!;
    private static readonly Type Diagnostics = EditorAssemblies.DiagnosticService;

    private readonly MSBuildWorkspace _workspace;
    private readonly object _codeFixes;
    private readonly object _diagnostics;

    private EditorHost(MSBuildWorkspace workspace, MefHostServices services)
    {
        _workspace = workspace;
        _codeFixes = Export(services, CodeFixes);
        _diagnostics = EditorAssemblies.ServiceOf(workspace.Services, Diagnostics);
    }

    /// <summary>Opens a project that has been restored.</summary>
    public static async Task<(EditorHost Host, Project Project)> OpenAsync(Consumer consumer)
    {
        var services = MefHostServices.Create(EditorAssemblies.Parts);
        var host = new EditorHost(MSBuildWorkspace.Create(services), services);
        var project = await host._workspace.OpenProjectAsync(Path.Combine(consumer.Folder, consumer.Name + ".csproj"));
        Assert.DoesNotContain(host._workspace.Diagnostics, problem => problem.Kind == WorkspaceDiagnosticKind.Failure);
        return (host, project);
    }

    /// <summary>What is underlined in a document.</summary>
    public async Task<IReadOnlyList<Diagnostic>> SquigglesAsync(Document document)
    {
        var found = (IEnumerable)await InternalApi.CallAsync(Diagnostics, _diagnostics, "GetDiagnosticsForSpanAsync", document, CancellationToken.None);
        var squiggles = new List<Diagnostic>();
        foreach (var data in found)
            squiggles.Add((Diagnostic)await InternalApi.CallAsync(data.GetType(), data, "ToDiagnosticAsync", document.Project, CancellationToken.None));
        return squiggles;
    }

    /// <summary>What the light bulb offers at a place, in its order.</summary>
    public async Task<IReadOnlyList<BulbEntry>> LightBulbAsync(Document document, TextSpan place)
    {
        var groups = (IAsyncEnumerable<object>)InternalApi.Call(CodeFixes, _codeFixes, "StreamFixesAsync", document, place, CancellationToken.None)!;
        var entries = new List<BulbEntry>();
        await foreach (var group in groups)
        {
            foreach (var fix in InternalApi.Get<IEnumerable>(group, "Fixes"))
            {
                var action = InternalApi.Get<CodeAction>(fix, "Action");
                entries.Add(new BulbEntry(action.Title, action, group));
            }
        }

        return entries;
    }

    /// <summary>The solution after an entry was chosen.</summary>
    public static async Task<Solution> ApplyAsync(BulbEntry entry, Solution solution) =>
        Changed(await entry.Action.GetOperationsAsync(solution, new Progress<CodeAnalysisProgress>(), CancellationToken.None));

    /// <summary>The solution that the preview of an entry shows.</summary>
    public static async Task<Solution> PreviewAsync(BulbEntry entry) => Changed(await entry.Action.GetPreviewOperationsAsync(CancellationToken.None));

    /// <summary>The solution after an entry was chosen for all that can be found in a scope, with the findings that the engine collects itself.</summary>
    public static async Task<Solution> FixAllAsync(BulbEntry entry, Document document, FixAllScope scope)
    {
        var state = InternalApi.Get<object>(entry.Group, "FixAllState");
        Assert.NotNull(state);
        var provider = InternalApi.Get<FixAllProvider>(state, "FixAllProvider");
        Assert.Contains(scope, provider.GetSupportedFixAllScopes());
        var context = new FixAllContext(
            document,
            (CodeFixProvider)InternalApi.Get<object>(entry.Group, "Provider"),
            scope,
            entry.Action.EquivalenceKey,
            InternalApi.Get<IEnumerable<string>>(state, "DiagnosticIds"),
            InternalApi.Get<FixAllContext.DiagnosticProvider>(state, "DiagnosticProvider"),
            CancellationToken.None);
        var action = await provider.GetFixAsync(context);
        Assert.NotNull(action);
        return Changed(await action.GetOperationsAsync(CancellationToken.None));
    }

    public void Dispose() => _workspace.Dispose();

    private static Solution Changed(IEnumerable<CodeActionOperation> operations) => Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;

    private static object Export(MefHostServices services, Type contract)
    {
        var provider = EditorAssemblies.Workspaces.GetType("Microsoft.CodeAnalysis.Host.Mef.IMefHostExportProvider", throwOnError: true)!;
        var exports = provider.GetMethods().Single(method => method.Name == "GetExports" && method.GetGenericArguments().Length == 1);
        var lazy = Assert.Single(((IEnumerable)exports.MakeGenericMethod(contract).Invoke(services, [])!).Cast<object>());
        return lazy.GetType().GetProperty("Value")!.GetValue(lazy)!;
    }
}
