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

/// <summary>Gives the loop a thread of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PoolThreadHeldForeverFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public PoolThreadHeldForeverFix()
        : base(PoolThreadHeldForever.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } start
            && LongRunningStart.Of(start, model) is { IsEmpty: false } changes)
        {
            rewrites.Add(new Rewrite("Run it on a thread of its own", "LongRunning", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes));
            })
            {
                Imports = ImmutableArray.Create("System.Threading", "System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it on the pool on purpose", "Held on purpose."));
        return rewrites.ToImmutable();
    }
}
