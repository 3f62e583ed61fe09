using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Rules;

/// <summary>Keeps a call that leads to a wait: the methods on the way become asynchronous one by one, which no rewrite of one document does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingReachedFromRootFix : KeepOnlyFix
{
    /// <summary>Creates the fix.</summary>
    public BlockingReachedFromRootFix()
        : base(BlockingReachedFromRoot.Descriptor, keep: "Keep it blocking on purpose", because: "Blocks on purpose.")
    {
    }
}
