using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Gives the lock back in a <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockNotReleasedOnEveryPathFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockNotReleasedOnEveryPathFix()
        : base(LockNotReleasedOnEveryPath.Descriptor, keep: "Keep it unreleased on purpose", because: "Released elsewhere on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Evidence.Length > 1)
            site.Offer("Release in a finally", "ReleaseInFinally", ReleaseInFinally.Write(site.Node, site.Evidence[1], site.Text, site.Model));
    }
}
