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
        : base(WorkItemPerElement.Descriptor, keep: "Keep one work item per element on purpose", because: "One work item per element on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site) => BoundedFanOut.OfferTo(site);
}
