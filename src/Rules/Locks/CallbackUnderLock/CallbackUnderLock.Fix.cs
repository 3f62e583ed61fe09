using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Calls after the lock what was decided under it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CallbackUnderLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public CallbackUnderLockFix()
        : base(CallbackUnderLock.Descriptor)
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
            if ((kind == "snapshot" ? OutOfLock.WriteSnapshot(node, text, model) : OutOfLock.Write(node, before: false, text)) is { } change)
                rewrites.Add(new Rewrite("Call it after the lock", "AfterLock", _ => Task.FromResult(document.WithText(text.WithChanges(change)))));
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it under the lock on purpose", "Under the lock on purpose."));
        return rewrites.ToImmutable();
    }
}
