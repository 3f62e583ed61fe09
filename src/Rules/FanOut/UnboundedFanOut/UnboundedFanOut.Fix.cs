using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Starts the tasks of a fan-out one by one, as many at a time as the project allows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnboundedFanOutFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public UnboundedFanOutFix()
        : base(UnboundedFanOut.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var bounded = await BoundedFanOut.OfferAsync(document, diagnostic, cancellationToken).ConfigureAwait(false);
        return bounded.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it unbounded on purpose", "Unbounded on purpose."));
    }
}
