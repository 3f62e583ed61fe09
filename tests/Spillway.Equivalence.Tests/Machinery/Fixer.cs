using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>Takes every action that is offered for a program, each on the program as it was.</summary>
internal static class Fixer
{
    private static readonly IProgress<CodeAnalysisProgress> Silent = new Progress<CodeAnalysisProgress>();

    /// <summary>The text after each action, by the action's key. An action that several findings offer is taken at all of them.</summary>
    public static async Task<Dictionary<string, string>> ApplyAllAsync(Document document, IEnumerable<Diagnostic> findings)
    {
        var texts = new Dictionary<string, string>();

        // A document forgets its semantic model as soon as nobody holds it, and each finding would bind the program anew.
        var model = await document.GetSemanticModelAsync();
        foreach (var rule in findings.GroupBy(finding => finding.Id))
        {
            foreach (var provider in Workbench.FixesOf(rule.Key))
            {
                var offers = new List<(CodeAction Action, Diagnostic Finding)>();
                foreach (var finding in rule)
                {
                    var context = new CodeFixContext(document, finding, (action, _) => offers.Add((action, finding)), CancellationToken.None);
                    await provider.RegisterCodeFixesAsync(context);
                }

                foreach (var action in offers.Where(offer => !offer.Action.EquivalenceKey!.StartsWith("keep:", StringComparison.Ordinal)).GroupBy(offer => offer.Action.EquivalenceKey!))
                {
                    var chosen = action.Count() == 1 ? action.Single().Action : await EverywhereAsync(document, provider, action.Key, [.. rule]);
                    if (chosen is not null)
                        texts[action.Key] = await TextAfterAsync(document, chosen);
                }
            }
        }

        GC.KeepAlive(model);
        return texts;
    }

    private static async Task<string> TextAfterAsync(Document document, CodeAction action)
    {
        var solution = Effort.IsLong
            ? await ChangedSolutionAsync(action, Silent, CancellationToken.None)
            : (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var changed = solution!.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    // What an editor does to the text afterwards (nothing, as no node of ours asks for it) costs as much as everything else together.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetChangedSolutionAsync")]
    private static extern Task<Solution?> ChangedSolutionAsync(CodeAction action, IProgress<CodeAnalysisProgress> progress, CancellationToken cancellationToken);

    private static Task<CodeAction?> EverywhereAsync(Document document, CodeFixProvider provider, string key, ImmutableArray<Diagnostic> findings)
    {
        var context = new FixAllContext(document, provider, FixAllScope.Document, key, findings.Select(finding => finding.Id).Distinct(), new KnownFindings(findings), CancellationToken.None);
        return provider.GetFixAllProvider()!.GetFixAsync(context);
    }

    private sealed class KnownFindings(ImmutableArray<Diagnostic> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
