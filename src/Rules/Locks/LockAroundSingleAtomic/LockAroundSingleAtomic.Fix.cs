using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Makes all uses of the field atomic operations.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockAroundSingleAtomicFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockAroundSingleAtomicFix()
        : base(LockAroundSingleAtomic.Descriptor, keep: "Keep the lock on purpose", because: "Locked on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<LockStatementSyntax>() is { } statement && AtomicConversion.Write(statement, site.Text, site.Model) is var (changes, field))
            site.Offer($"Use '{field}' with atomic operations only", "Atomic", changes, "System.Threading");
    }
}
