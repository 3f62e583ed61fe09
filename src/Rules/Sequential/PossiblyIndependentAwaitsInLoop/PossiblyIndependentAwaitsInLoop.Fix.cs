using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Rules;

/// <summary>Keeps the loop: what could not be proven is for people to decide.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class PossiblyIndependentAwaitsInLoopFix : KeepOnlyFix
{
    /// <summary>Creates the fix.</summary>
    public PossiblyIndependentAwaitsInLoopFix()
        : base(PossiblyIndependentAwaitsInLoop.Descriptor, keep: "Keep it sequential on purpose", because: "Sequential on purpose.")
    {
    }
}
