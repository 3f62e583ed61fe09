using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Starts the work with <c>Task.Run</c>, or takes the inner task out of the outer one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class NestedTaskNotAwaitedFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public NestedTaskNotAwaitedFix()
        : base(NestedTaskNotAwaited.Descriptor, keep: "Keep the outer task on purpose", because: "Only the start is waited for, on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.First is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } } && InnerTask.Of(call, site.Model) is var (title, key, changes))
            site.Offer(title, key, changes, "System.Threading.Tasks");
    }
}
