using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Calls a form that takes asynchronous delegates.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AsyncDelegateAsVoidFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public AsyncDelegateAsVoidFix()
        : base(AsyncDelegateAsVoid.Descriptor, keep: "Keep it running unobserved on purpose", because: "Unobserved on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.First is AnonymousFunctionExpressionSyntax lambda && site["limit"] is { } limit && AsyncDelegateForm.Of(lambda, site.Model, limit) is { } form)
            site.Offer(form.Title, form.Key, form.Changes, "System.Threading.Tasks");
    }
}
