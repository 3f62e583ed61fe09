using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Asks the dictionary the same without taking all its locks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WholeDictionaryLockedFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public WholeDictionaryLockedFix()
        : base(WholeDictionaryLocked.Descriptor, keep: "Keep all its locks on purpose", because: "All locks on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Expression() is not { } use || LockFreeQuery.Write(use, site.Form, site.Model) is not var (changes, needsLinq))
            return;

        var title = site.Form switch
        {
            "empty" => "Ask whether it is empty",
            "contains" => "Ask for the key",
            _ => "Go over the pairs, without a copy",
        };
        site.Offer(title, site.Form, changes, needsLinq ? ["System.Linq"] : []);
    }
}
