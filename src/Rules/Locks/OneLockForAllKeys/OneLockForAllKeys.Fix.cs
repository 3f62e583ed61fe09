using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Takes a lock for each key, or none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OneLockForAllKeysFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public OneLockForAllKeysFix()
        : base(OneLockForAllKeys.Descriptor, keep: "Keep one lock for all keys on purpose", because: "One lock on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Node is not ExpressionSyntax locked
            || locked.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || MapField.Of(type, site["map"]!, site.Model) is not { } map)
        {
            return;
        }

        if (site.Form == "keyed")
            site.Offer("Take a lock for each key", site.Form, KeyedGate.Write(locked, type, map, site.Text, site.Model), "Spillway", "System.Collections.Concurrent");
        else if (site.Form == "concurrent")
            site.Offer("Use a ConcurrentDictionary; two threads may make the same entry at once", site.Form, ConcurrentMap.Write(locked, type, map, site.Text, site.Model), "System.Collections.Concurrent");
    }
}
