using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Gives the loop a thread of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PoolThreadHeldForeverFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public PoolThreadHeldForeverFix()
        : base(PoolThreadHeldForever.Descriptor, keep: "Keep it on the pool on purpose", because: "Held on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<InvocationExpressionSyntax>() is { } start)
            site.Offer("Run it on a thread of its own", "LongRunning", LongRunningStart.Of(start, site.Model), "System.Threading", "System.Threading.Tasks");
    }
}
