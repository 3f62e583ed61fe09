using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Gives the lock back in a <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockNotReleasedOnEveryPathFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockNotReleasedOnEveryPathFix()
        : base(LockNotReleasedOnEveryPath.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (diagnostic.AdditionalLocations.Count > 1
                && ReleaseInFinally.Write(node, root.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true), text, model) is { } change)
            {
                rewrites.Add(new Rewrite("Release in a finally", "ReleaseInFinally", _ => Task.FromResult(document.WithText(text.WithChanges(change)))));
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it unreleased on purpose", "Released elsewhere on purpose."));
        return rewrites.ToImmutable();
    }
}
