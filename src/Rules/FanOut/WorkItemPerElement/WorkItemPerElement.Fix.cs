using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Gives work that computes to a parallel loop, and runs work that waits under a bound and without threads of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WorkItemPerElementFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public WorkItemPerElementFix()
        : base(WorkItemPerElement.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var bounded = await BoundedFanOut.OfferAsync(document, diagnostic, cancellationToken).ConfigureAwait(false);
        return bounded.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep one work item per element on purpose", "One work item per element on purpose."));
    }
}
