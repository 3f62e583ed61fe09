using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.CodeFixes;

/// <summary>
/// What a rewrite has made is shown to the compiler before it is offered. A name that means something else at this place, a variable that nothing uses any more, text that no longer
/// parses: no single rewrite can think of everything that may stand around it, and code that does not build is worse than no rewrite.
/// </summary>
internal static class LastLook
{
    /// <summary>True when the members that differ in <paramref name="after"/>, or the whole file where it imports more, have no error and no warning that those of <paramref name="before"/> do not have, and call nothing that a framework of the project lacks.</summary>
    public static async Task<bool> AcceptsAsync(Document before, Document after, CancellationToken cancellationToken)
    {
        if (await before.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { SyntaxTree: var old } model || await after.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false) is not { } tree)
            return true;

        // The compilation that is there, with one tree exchanged: to ask the changed project for its own would run the source generators again.
        var changed = model.Compilation.ReplaceSyntaxTree(old, tree).GetSemanticModel(tree);
        var added = tree.GetChangedSpans(old);
        if (!NewerForms.AreAtHand(added, changed, before.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GlobalOptions, cancellationToken))
            return false;

        // What an import brings along may be meant by a name anywhere in the file.
        var isWhole = ImportsOf(old.GetRoot(cancellationToken)) != ImportsOf(tree.GetRoot(cancellationToken));
        var said = Said(changed, added, isWhole, cancellationToken);
        if (said.Count == 0)
            return true;

        var known = Said(model, tree.GetChanges(old).Select(change => change.Span), isWhole, cancellationToken);
        return said.All(one => known.TryGetValue(one.Key, out var count) && count >= one.Value);
    }

    private static int ImportsOf(SyntaxNode root) =>
        root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Count(node => node is UsingDirectiveSyntax);

    /// <summary>How often the compiler says what of the members around <paramref name="spans"/>, or of the whole file.</summary>
    private static Dictionary<string, int> Said(SemanticModel model, IEnumerable<TextSpan> spans, bool isWhole, CancellationToken cancellationToken)
    {
        var root = model.SyntaxTree.GetRoot(cancellationToken);
        return (isWhole ? new[] { root } : spans.Select(span => MemberAround(root, span)).OfType<SyntaxNode>().Distinct())
            .SelectMany(member => model.GetDiagnostics(member.Span, cancellationToken))
            .Where(said => said.Severity >= DiagnosticSeverity.Warning && !said.IsSuppressed).Distinct()
            .GroupBy(said => said.Id).ToDictionary(group => group.Key, group => group.Count());
    }

    /// <summary>The method, field or statement that holds the span; the type where it reaches across several, nothing for a directive.</summary>
    private static SyntaxNode? MemberAround(SyntaxNode root, TextSpan span) =>
        span.End > root.FullSpan.End ? null : root.FindNode(span).FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax || node is UsingDirectiveSyntax) is MemberDeclarationSyntax member
            ? member is GlobalStatementSyntax ? root : member : null;
}
