using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Collections;

namespace Spillway.Rules;

/// <summary>Does both in one step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CheckThenActOnConcurrentCollectionFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public CheckThenActOnConcurrentCollectionFix()
        : base(CheckThenActOnConcurrentCollection.Descriptor)
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
            void Offer(IReadOnlyList<TextChange>? changes, string method)
            {
                if (changes is not null)
                    rewrites.Add(new Rewrite($"Use {method}", method, _ => Task.FromResult(document.WithText(text.WithChanges(changes)))));
            }

            var check = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (CheckedKey.Of(check, model) is { } key)
            {
                var acts = diagnostic.AdditionalLocations.Select(l => root.FindNode(l.SourceSpan, getInnermostNodeForTie: true));
                if (AtomicAdd.Write(key, model, text) is var (added, method))
                    Offer(added, method);
                else if (diagnostic.Properties["repeatable"] == "true" && AtomicUpdate.Write(key, model) is var (updated, way))
                    Offer(updated, way);
                else if (AtomicTake.Removed(key, text) is { } removed)
                    Offer(removed, "TryRemove");
                else
                    Offer(KeyedRead.Write(key, acts), "TryGetValue");
            }
            else if (AtomicTake.Taken(check, text) is var (taken, how))
            {
                Offer(taken, how);
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it in two steps on purpose", "In two steps on purpose."));
        return rewrites.ToImmutable();
    }
}
