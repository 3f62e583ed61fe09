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
        if (site["limit"] is not { } limit)
            return;

        var form = site switch
        {
            { First: AnonymousFunctionExpressionSyntax lambda } => AsyncDelegateForm.Of(lambda, site.Model, limit, site.Is("waits")),
            { Node: IdentifierNameSyntax method } => AsyncMethodForm.Of(method, site.Model, limit, site.Is("waits")),
            _ => null,
        };
        if (form is not null)
            site.Offer(form.Title, form.Key, form.Changes, form.Imports);
    }
}
