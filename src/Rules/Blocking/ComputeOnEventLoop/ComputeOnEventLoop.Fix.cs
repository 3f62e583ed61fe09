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

/// <summary>Hands the work to threads that are made for computing, and awaits it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ComputeOnEventLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public ComputeOnEventLoopFix()
        : base(ComputeOnEventLoop.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var form)
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e.Span == diagnostic.Location.SourceSpan) is { } work
            && MovedWork.Of(work, model, form == "pool") is { IsEmpty: false } changes)
        {
            var title = form == "pool" ? "Compute it on the compute pool" : "Compute it on the thread pool";
            rewrites.Add(new Rewrite(title, "Move", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes));
            })
            {
                Imports = ImmutableArray.Create(form == "pool" ? "Spillway" : "System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Compute here on purpose", "Computes here on purpose."));
        return rewrites.ToImmutable();
    }
}
