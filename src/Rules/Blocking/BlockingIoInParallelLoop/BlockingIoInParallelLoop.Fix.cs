using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Waits for the items together, without a thread for each.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingIoInParallelLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingIoInParallelLoopFix()
        : base(BlockingIoInParallelLoop.Descriptor, keep: "Keep the threads on purpose", because: "Waits on threads on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<InvocationExpressionSyntax>() is not { } loop)
            return;

        var calls = site.Evidence.Skip(site.Evidence.Length - int.Parse(site["calls"]!, CultureInfo.InvariantCulture)).Select(call => call.Span).ToList();
        site.Offer($"Wait for up to {site["limit"]} at a time without threads", "ForEachAsync", AsyncParallelLoop.Of(loop, calls, site.Model, site["limit"]!), "System.Threading.Tasks");
    }
}
