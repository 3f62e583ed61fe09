using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Calls a form that takes asynchronous delegates.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AsyncDelegateAsVoidFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public AsyncDelegateAsVoidFix()
        : base(AsyncDelegateAsVoid.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue("limit", out var limit) && limit is not null
            && root.FindToken(diagnostic.Location.SourceSpan.Start).Parent is AnonymousFunctionExpressionSyntax lambda
            && AsyncDelegateForm.Of(lambda, model, limit) is { } form)
        {
            rewrites.Add(new Rewrite(form.Title, form.Key, async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(form.Changes.InOrder()));
            })
            {
                Imports = ImmutableArray.Create("System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it running unobserved on purpose", "Unobserved on purpose."));
        return rewrites.ToImmutable();
    }
}
