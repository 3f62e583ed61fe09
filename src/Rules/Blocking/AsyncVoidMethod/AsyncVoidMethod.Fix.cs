using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Returns a task, which all callers await.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AsyncVoidMethodFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public AsyncVoidMethodFix()
        : base(AsyncVoidMethod.Descriptor, keep: "Keep it without a task on purpose", because: "Nobody waits for it, on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.First is { } function)
            site.Offer("Return a task, and await it where it is called", "Task", AsyncFunctions.WithTask(function, site.Model), "System.Threading.Tasks");
    }
}
