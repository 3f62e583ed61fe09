using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Rules;

/// <summary>Keeps the recursion: a queue with workers is another program.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RecursiveFanOutFix : KeepOnlyFix
{
    /// <summary>Creates the fix.</summary>
    public RecursiveFanOutFix()
        : base(RecursiveFanOut.Descriptor, keep: "Keep it unbounded on purpose", because: "Unbounded on purpose.")
    {
    }
}
