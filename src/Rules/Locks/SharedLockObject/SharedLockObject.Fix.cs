using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Gives the class a lock of its own, or makes the one it has readonly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SharedLockObjectFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SharedLockObjectFix()
        : base(SharedLockObject.Descriptor, keep: "Keep this lock on purpose", because: "Shared on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Form == "readonly" && site.AroundEvidence<FieldDeclarationSyntax>(0) is { Declaration.Variables.Count: 1 } field)
            site.Offer("Make the lock readonly", "Readonly", new TextChange(new TextSpan(field.Declaration.SpanStart, 0), "readonly "));
        else if (site.Form is "own" or "own object" && site.Node is ExpressionSyntax locked && OwnLock.Write(locked, site.Text, site.Model, mayUseLock: site.Form == "own") is var (changes, usesLock))
            site.Offer("Lock a private object", "OwnLock", changes, usesLock ? ["System.Threading"] : []);
    }
}
