using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>
/// Fix-all, one document at a time: findings are fixed from the top of the file to the bottom, each on the document as the
/// previous rewrite left it. A finding whose text a rewrite has changed, or whose preconditions no longer hold, is left alone.
/// </summary>
internal sealed class DocumentFixAll : DocumentBasedFixAllProvider
{
    public static readonly DocumentFixAll Instance = new();

    private DocumentFixAll()
    {
    }

    protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        if (context.CodeFixProvider is not Fix fix)
            return null;

        // The compiler looks at all rewrites of a document together, which takes as long as at one. Where it does not accept them, each is looked at before it is made, and the others remain.
        var together = await FixEachAsync(fix, context, document, diagnostics, isLookedAt: true).ConfigureAwait(false);
        return ReferenceEquals(together, document) || await LastLook.AcceptsAsync(document, together, context.CancellationToken).ConfigureAwait(false)
            ? together
            : await FixEachAsync(fix, context, document, diagnostics, isLookedAt: false).ConfigureAwait(false);
    }

    private static async Task<Document> FixEachAsync(Fix fix, FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics, bool isLookedAt)
    {
        var cancellationToken = context.CancellationToken;
        var isUnattended = IsUnattended(context);
        var imports = new List<string>();
        var current = document;
        var pending = new Queue<Diagnostic>(diagnostics.OrderBy(d => d.Location.SourceSpan.Start));
        while (pending.Count > 0)
        {
            var diagnostic = pending.Dequeue();
            var rewrites = await fix.OfferAsync(current, diagnostic, isLookedAt, cancellationToken).ConfigureAwait(false);
            if (rewrites.FirstOrDefault(rewrite => isUnattended ? !rewrite.Keeps : rewrite.Key == context.CodeActionEquivalenceKey) is not { } chosen)
                continue;

            var next = await chosen.ApplyAsync(cancellationToken).ConfigureAwait(false);
            imports.AddRange(chosen.Imports);

            var tree = await next.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false);
            var changes = (await next.GetTextChangesAsync(current, cancellationToken).ConfigureAwait(false)).ToList();
            if (tree is null)
                return current;

            pending = new Queue<Diagnostic>(pending.Select(d => Move(d, tree, changes)).OfType<Diagnostic>());
            current = next;
        }

        return await Imports.AddAsync(current, imports, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// True where nobody has chosen an action. A command line takes the first action of whatever finding comes first for all of them: where that one has no rewrite, it would write
    /// into every place that the code is so on purpose, which nobody has said. Each finding gets the first rewrite that is offered for it instead.
    /// </summary>
    private static bool IsUnattended(FixAllContext context) =>
        context.CodeActionEquivalenceKey is not { } key
        || (key.StartsWith(Rewrite.KeepPrefix, StringComparison.Ordinal) && context.Solution.Workspace.Kind == WorkspaceKind.MSBuild);

    /// <summary>The same finding where it stands now, or null when its text has changed.</summary>
    private static Diagnostic? Move(Diagnostic diagnostic, SyntaxTree tree, List<TextChange> changes)
    {
        if (Move(diagnostic.Location.SourceSpan, changes) is not { } span)
            return null;

        return Diagnostic.Create(
            diagnostic.Descriptor,
            Location.Create(tree, span),
            diagnostic.AdditionalLocations
                .Where(location => location.SourceTree == diagnostic.Location.SourceTree)
                .Select(location => Move(location.SourceSpan, changes))
                .OfType<TextSpan>()
                .Select(moved => Location.Create(tree, moved)),
            diagnostic.Properties);
    }

    private static TextSpan? Move(TextSpan span, List<TextChange> changes)
    {
        var shift = 0;
        foreach (var change in changes)
        {
            if (change.Span.End <= span.Start)
                shift += (change.NewText?.Length ?? 0) - change.Span.Length;
            else if (change.Span.Start < span.End)
                return null;
        }

        return new TextSpan(span.Start + shift, span.Length);
    }
}
