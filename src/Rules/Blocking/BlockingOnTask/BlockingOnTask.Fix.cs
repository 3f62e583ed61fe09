using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the task, where need be in a function that becomes async together with its callers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingOnTaskFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingOnTaskFix()
        : base(BlockingOnTask.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is SimpleNameSyntax name && model is not null
            && BlockedTask.Of(name, model) is { } blocked
            && AsyncFunctions.Around(blocked.Whole, model, blocked.WrapsFailures) is { } around)
        {
            rewrites.Add(new Rewrite(around.Count == 0 ? "Await it" : "Await it in an async function", "Await", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(blocked.Changes.Concat(around).InOrder()));
            })
            {
                Imports = around.Count == 0 ? ImmutableArray<string>.Empty : ImmutableArray.Create("System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep blocking on purpose", "Blocks on purpose."));
        return rewrites.ToImmutable();
    }
}
