using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Moves what needs nothing of the lock out of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SlowWorkUnderLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SlowWorkUnderLockFix()
        : base(SlowWorkUnderLock.Descriptor, keep: "Keep it under the lock on purpose", because: "Under the lock on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site) =>
        site.Offer("Move it out of the lock", "OutOfLock", OutOfLock.Write(site.Node, site.Form == "before", site.Text));
}
