using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Puts a <c>TaskGroup</c> around the loop, which waits for what the loop starts and bounds it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class FireAndForgetInLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public FireAndForgetInLoopFix()
        : base(FireAndForgetInLoop.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind == "group"
            && GroupAroundLoop.Write(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), int.Parse(diagnostic.Properties["loops"]!), diagnostic.Properties["limit"]!, model) is { } change)
        {
            rewrites.Add(new Rewrite($"Run up to {diagnostic.Properties["limit"]} at a time and wait for all", "TaskGroup", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(change));
            })
            {
                Imports = ImmutableArray.Create("Spillway"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep dropping it on purpose", "Fire and forget on purpose."));
        return rewrites.ToImmutable();
    }
}
