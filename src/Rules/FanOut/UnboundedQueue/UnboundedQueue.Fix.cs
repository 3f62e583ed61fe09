using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Gives a queue a bound, and makes its writers wait when it is full.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnboundedQueueFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public UnboundedQueueFix()
        : base(UnboundedQueue.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null)
        {
            var writes = diagnostic.AdditionalLocations.Take(int.Parse(diagnostic.Properties["writes"]!)).Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true)).ToList();
            var capacity = diagnostic.Properties["capacity"]!;
            if (BoundedQueue.Write(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), writes, kind, capacity) is { } changes)
            {
                rewrites.Add(new Rewrite($"Let at most {capacity} wait, and the writers when it is full", "BoundedQueue", async token =>
                {
                    var text = await document.GetTextAsync(token).ConfigureAwait(false);
                    return document.WithText(text.WithChanges(changes));
                })
                {
                    Imports = kind == "channel" ? ImmutableArray.Create("System.Threading.Channels") : ImmutableArray<string>.Empty,
                });
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it unbounded on purpose", "Unbounded on purpose."));
        return rewrites.ToImmutable();
    }
}
