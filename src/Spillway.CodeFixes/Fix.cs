using System;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Spillway.CodeFixes;

/// <summary>
/// The frame of every code fix. A fix names its rule by the rule's descriptor and offers rewrites for one finding; the frame adds the
/// opposite, which keeps the code on purpose. Fix-all repeats that, one finding at a time, on the document as it has become.
/// </summary>
public abstract class Fix : CodeFixProvider
{
    private readonly ImmutableArray<string> _ids;
    private readonly string _keep;
    private readonly string _because;

    /// <summary>Creates the fix for <paramref name="rule"/>.</summary>
    /// <param name="rule">Whose findings it mends.</param>
    /// <param name="keep">The title of the action that keeps the code as it is.</param>
    /// <param name="because">The reason that this action writes down.</param>
    protected Fix(DiagnosticDescriptor rule, string keep, string because)
    {
        _ids = ImmutableArray.Create(rule.Id);
        _keep = keep;
        _because = because;
    }

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

    /// <summary>What the fix proposes, without what would cut through code of other target frameworks or not build, and last the action that keeps the code.</summary>
    internal Task<ImmutableArray<Rewrite>> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken) => OfferAsync(document, diagnostic, isLookedAt: false, cancellationToken);

    /// <summary>The same; whoever looks at the code himself, before anybody gets it, says so with <paramref name="isLookedAt"/>.</summary>
    internal async Task<ImmutableArray<Rewrite>> OfferAsync(Document document, Diagnostic diagnostic, bool isLookedAt, CancellationToken cancellationToken)
    {
        var offered = ImmutableArray.CreateBuilder<Rewrite>();
        if (await FindingSite.OfAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } site)
        {
            Propose(site);
            foreach (var rewrite in site.Offered)
            {
                var edited = await ApplyAsync(document, rewrite, cancellationToken).ConfigureAwait(false);
                if (edited is not null && (isLookedAt || await LastLook.AcceptsAsync(document, edited, cancellationToken).ConfigureAwait(false)))
                    offered.Add(rewrite);
            }
        }

        offered.Add(KeepOnPurpose.Offer(document, diagnostic, _keep, _because));
        return offered.ToImmutable();
    }

    /// <summary>The document with the rewrite and what it imports; null where the rewrite would cut through code of other target frameworks.</summary>
    private static async Task<Document?> ApplyAsync(Document document, Rewrite rewrite, CancellationToken cancellationToken)
    {
        var edited = await rewrite.ApplyAsync(cancellationToken).ConfigureAwait(false);
        return await ConditionalCode.IsLeftAloneAsync(document, edited, cancellationToken).ConfigureAwait(false)
            ? await Imports.AddAsync(edited, rewrite.Imports, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static async Task<Document> ApplyAsync(Rewrite rewrite, CancellationToken cancellationToken)
    {
        var edited = await rewrite.ApplyAsync(cancellationToken).ConfigureAwait(false);
        return await Imports.AddAsync(edited, rewrite.Imports, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Offers the rewrites that keep the meaning of the code at <paramref name="site"/>, the best first; none where no precondition holds.</summary>
    protected abstract void Propose(FindingSite site);
}
