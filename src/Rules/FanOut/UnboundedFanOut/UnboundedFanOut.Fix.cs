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
        : base(UnboundedFanOut.Descriptor, keep: "Keep it unbounded on purpose", because: "Unbounded on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site) => BoundedFanOut.OfferTo(site);
}
