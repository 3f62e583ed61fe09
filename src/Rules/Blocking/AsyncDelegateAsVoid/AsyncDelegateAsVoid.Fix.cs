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
        var form = site switch
        {
            { First: AnonymousFunctionExpressionSyntax lambda } => site["limit"] is { } limit ? AsyncDelegateForm.Of(lambda, site.Model, limit, site.Is("waits")) : null,
            { Node: IdentifierNameSyntax { Parent: ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax timer } } method } when site.Is("waits") => TimerField.Of(timer, method, site.Model),
            _ => null,
        };
        if (form is not null)
            site.Offer(form.Title, form.Key, form.Changes, form.Imports);
    }
}
