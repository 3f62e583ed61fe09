using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Moves what needs nothing of the lock out of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SlowWorkUnderLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SlowWorkUnderLockFix()
        : base(SlowWorkUnderLock.Descriptor)
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
            if (OutOfLock.Write(node, kind == "before", text) is { } change)
                rewrites.Add(new Rewrite("Move it out of the lock", "OutOfLock", _ => Task.FromResult(document.WithText(text.WithChanges(change)))));
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it under the lock on purpose", "Under the lock on purpose."));
        return rewrites.ToImmutable();
    }
}
