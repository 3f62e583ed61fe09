using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Rules;

/// <summary>Keeps the order: which of two orders is right is for the author to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockOrderInversionFix : KeepOnlyFix
{
    /// <summary>Creates the fix.</summary>
    public LockOrderInversionFix()
        : base(LockOrderInversion.Descriptor, keep: "Keep this order on purpose", because: "In this order on purpose.")
    {
    }
}
