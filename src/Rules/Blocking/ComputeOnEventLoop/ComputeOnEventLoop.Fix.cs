using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Hands the work to threads that are made for computing, and awaits it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ComputeOnEventLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public ComputeOnEventLoopFix()
        : base(ComputeOnEventLoop.Descriptor, keep: "Compute here on purpose", because: "Computes here on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Expression() is not { } work)
            return;

        var onPool = site.Form == "pool";
        site.Offer(
            onPool ? "Compute it on the compute pool" : "Compute it on the thread pool",
            "Move",
            MovedWork.Of(work, site.Model, onPool),
            onPool ? "Spillway" : "System.Threading.Tasks");
    }
}
