using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;

namespace Spillway.Rules;

/// <summary>Keeps the threads: what to write instead depends on what they do.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ThreadPerItemFix : KeepOnlyFix
{
    /// <summary>Creates the fix.</summary>
    public ThreadPerItemFix()
        : base(ThreadPerItem.Descriptor, keep: "Keep a thread for each item on purpose", because: "A thread for each item on purpose.")
    {
    }
}
