using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
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
        : base(NestedTaskNotAwaited.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && root.FindToken(diagnostic.Location.SourceSpan.Start).Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } }
            && InnerTask.Of(call, model) is var (title, key, changes))
        {
            rewrites.Add(new Rewrite(title, key, async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes));
            })
            {
                Imports = ImmutableArray.Create("System.Threading.Tasks"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the outer task on purpose", "Only the start is waited for, on purpose."));
        return rewrites.ToImmutable();
    }
}
