using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the asynchronous form of the wrapped call, without a thread for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingWorkInTaskRunFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingWorkInTaskRunFix()
        : base(BlockingWorkInTaskRun.Descriptor, keep: "Keep the thread on purpose", because: "Waits on a thread on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<InvocationExpressionSyntax>() is { } wrapper && UnwrappedRun.Of(wrapper, site.Model, site["twin"]) is { } unwrapped)
            site.Offer($"Await '{unwrapped.Name}' without a thread", "Unwrap", unwrapped.Changes, unwrapped.Imports.ToArray());
    }
}
