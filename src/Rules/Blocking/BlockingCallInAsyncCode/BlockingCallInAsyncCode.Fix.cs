using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the asynchronous form of a call that waits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingCallInAsyncCodeFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingCallInAsyncCodeFix()
        : base(BlockingCallInAsyncCode.Descriptor, keep: "Keep it blocking on purpose", because: "Blocks on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Expression() is { } place && AwaitedCall.Of(place, site.Model, site["twin"]) is { } awaited)
            site.Offer($"Await '{awaited.Name}' instead", "Await", awaited.Changes, awaited.Imports.ToArray());
    }
}
