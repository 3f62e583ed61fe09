using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.FanOuts;

namespace Spillway.Rules;

/// <summary>Puts a <c>TaskGroup</c> around the loop, which waits for what the loop starts and bounds it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class FireAndForgetInLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public FireAndForgetInLoopFix()
        : base(FireAndForgetInLoop.Descriptor, keep: "Keep dropping it on purpose", because: "Fire and forget on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Form == "group")
            site.Offer($"Run up to {site["limit"]} at a time and wait for all", "TaskGroup", GroupAroundLoop.Write(site.Node, int.Parse(site["loops"]!, CultureInfo.InvariantCulture), site["limit"]!, site.Model), "Spillway");
    }
}
