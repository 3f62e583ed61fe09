using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Calls after the lock what was decided under it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CallbackUnderLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public CallbackUnderLockFix()
        : base(CallbackUnderLock.Descriptor, keep: "Keep it under the lock on purpose", because: "Under the lock on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site) =>
        site.Offer("Call it after the lock", "AfterLock", site.Form == "snapshot" ? OutOfLock.WriteSnapshot(site.Node, site.Text, site.Model) : OutOfLock.Write(site.Node, before: false, site.Text));
}
