using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Tour.Analysis;

/// <summary>Applies fixes as an editor does: the first action that changes the code, to all its findings in a document, until none is left.</summary>
internal static class Repair
{
    // Every round removes a finding; these only stop a fix that would bring its own finding back.
    private const int MaxRounds = 10;
    private const int MaxActions = 100;

    /// <summary>The titles of the applied actions, and the project as they left it; of one rule, or of all.</summary>
    public static async Task<(Project Project, ImmutableArray<string> Titles)> ApplyAsync(
        Project project, string? rule, CancellationToken cancellationToken)
    {
        var titles = ImmutableArray.CreateBuilder<string>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = project;
            var trees = (await Rules.InspectAsync(project, rule, cancellationToken)).Select(d => d.Location.SourceTree).Distinct().ToList();

            // A file is finished before the next one: looking at one file again costs less than looking at all.
            foreach (var id in trees.Select(tree => before.GetDocument(tree)?.Id).OfType<DocumentId>())
            {
                for (var i = 0; i < MaxActions && await ApplyFirstAsync(project, id, rule, cancellationToken) is var (next, title); i++)
                {
                    project = next;
                    if (!titles.Contains(title))
                        titles.Add(title);
                }
            }

            if (project == before)
                return (project, titles.ToImmutable());
        }

        throw new TourFailure($"The fixes of {project.Name} come to no end.");
    }

    private static async Task<(Project Project, string Title)?> ApplyFirstAsync(
        Project project, DocumentId id, string? rule, CancellationToken cancellationToken)
    {
        var document = project.GetDocument(id)!;
        var diagnostics = await Rules.InspectAsync(document, rule, cancellationToken);
        foreach (var diagnostic in diagnostics)
        {
            foreach (var fix in Rules.FixesFor(diagnostic.Id))
            {
                if (await FirstActionAsync(fix, document, diagnostic, cancellationToken) is not { } action)
                    continue;

                var next = await ChangeAsync(await EverywhereAsync(fix, action, document, diagnostics, cancellationToken) ?? action, project, cancellationToken)
                    ?? await ChangeAsync(action, project, cancellationToken);
                if (next is not null)
                    return (next, action.Title);
            }
        }

        return null;
    }

    private static async Task<CodeAction?> FirstActionAsync(CodeFixProvider fix, Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        CodeAction? first = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, Register, cancellationToken));
        return first;

        void Register(CodeAction action, ImmutableArray<Diagnostic> _)
        {
            if (action.EquivalenceKey?.StartsWith(Rewrite.KeepPrefix, StringComparison.Ordinal) != true)
                first ??= action;
        }
    }

    private static async Task<CodeAction?> EverywhereAsync(
        CodeFixProvider fix, CodeAction action, Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (fix.GetFixAllProvider() is not { } provider)
            return null;

        var fixable = diagnostics.Where(d => fix.FixableDiagnosticIds.Contains(d.Id)).ToImmutableArray();
        return await provider.GetFixAsync(new FixAllContext(
            document, fix, FixAllScope.Document, action.EquivalenceKey ?? "", fixable.Select(d => d.Id).Distinct(), new Known(fixable), cancellationToken));
    }

    private static async Task<Project?> ChangeAsync(CodeAction action, Project project, CancellationToken cancellationToken)
    {
        var operations = await action.GetOperationsAsync(cancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution;
        return changed?.GetChanges(project.Solution).GetProjectChanges().Any() == true ? changed.GetProject(project.Id) : null;
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
