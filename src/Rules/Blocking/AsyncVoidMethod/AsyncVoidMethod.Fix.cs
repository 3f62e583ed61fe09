using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
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
        : base(AsyncVoidMethod.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent is { } function && model is not null
            && AsyncFunctions.WithTask(function, model) is { } changes)
        {
            rewrites.Add(new Rewrite("Return a task, and await it where it is called", "Task", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes.InOrder()));
            })
            {
                Imports = ImmutableArray.Create("System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it without a task on purpose", "Nobody waits for it, on purpose."));
        return rewrites.ToImmutable();
    }
}
