using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the asynchronous form of a call that waits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingCallInAsyncCodeFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingCallInAsyncCodeFix()
        : base(BlockingCallInAsyncCode.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.ContainsKey(Findings.RewriteKey)
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e.Span == diagnostic.Location.SourceSpan) is { } place
            && AwaitedCall.Of(place, model, diagnostic.Properties["twin"]) is { } awaited)
        {
            rewrites.Add(new Rewrite($"Await '{awaited.Name}' instead", "Await", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(awaited.Changes));
            })
            {
                Imports = awaited.Imports,
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it blocking on purpose", "Blocks on purpose."));
        return rewrites.ToImmutable();
    }
}
