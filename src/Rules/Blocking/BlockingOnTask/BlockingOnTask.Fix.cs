using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the task, where need be in a function that becomes async together with its callers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingOnTaskFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingOnTaskFix()
        : base(BlockingOnTask.Descriptor, keep: "Keep blocking on purpose", because: "Blocks on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Node is SimpleNameSyntax name
            && BlockedTask.Of(name, site.Model) is { } blocked
            && AsyncFunctions.Around(blocked.Whole, site.Model, blocked.WrapsFailures, inHandlers: true) is { } around)
        {
            site.Offer(around.Count == 0 ? "Await it" : "Await it in an async function", "Await", blocked.Changes.Concat(around), around.Count == 0 ? [] : ["System.Threading.Tasks"]);
        }
    }
}
