using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Spillway.CodeFixes;

/// <summary>
/// The frame of every code fix. A fix names its rule by the rule's descriptor, proposes rewrites for one finding, and returns an
/// edited document; fix-all repeats that, one finding at a time, on the document as it has become.
/// </summary>
public abstract class Fix : CodeFixProvider
{
    private readonly ImmutableArray<string> _ids;

    /// <summary>Creates the fix for <paramref name="rules"/>.</summary>
    protected Fix(params DiagnosticDescriptor[] rules) =>
        _ids = rules.Select(rule => rule.Id).ToImmutableArray();

    /// <inheritdoc />
    public sealed override ImmutableArray<string> FixableDiagnosticIds => _ids;

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => DocumentFixAll.Instance;

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var rewrite in await OfferAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(rewrite.Title, cancellationToken => ApplyAsync(rewrite, cancellationToken), rewrite.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>The rewrites that <see cref="ProposeAsync"/> names, without those that would cut through code of other target frameworks.</summary>
    internal async Task<ImmutableArray<Rewrite>> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = await ProposeAsync(document, diagnostic, cancellationToken).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is not { ContainsDirectives: true })
            return rewrites;

        var offered = ImmutableArray.CreateBuilder<Rewrite>();
        foreach (var rewrite in rewrites)
        {
            if (rewrite.Key.StartsWith(Rewrite.KeepPrefix, StringComparison.Ordinal)
                || await ConditionalCode.IsLeftAloneAsync(document, await rewrite.ApplyAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            {
                offered.Add(rewrite);
            }
        }

        return offered.ToImmutable();
    }

    private static async Task<Document> ApplyAsync(Rewrite rewrite, CancellationToken cancellationToken)
    {
        var edited = await rewrite.ApplyAsync(cancellationToken).ConfigureAwait(false);
        return await Imports.AddAsync(edited, rewrite.Imports, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rewrites that keep the meaning of the code at <paramref name="diagnostic"/>, the best first; none where no precondition holds.</summary>
    protected internal abstract Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken);
}
