using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Makes threads that are all started and all waited for a parallel loop with a bound.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ThreadPerItemFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public ThreadPerItemFix()
        : base(ThreadPerItem.Descriptor, keep: "Keep a thread for each item on purpose", because: "A thread for each item on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site) =>
        site.Offer($"Run up to {site["limit"]} at a time in a parallel loop", "Parallel", JoinedThreads.Write(site.Node, site.Model, site["limit"]!), "System.Threading.Tasks");
}
