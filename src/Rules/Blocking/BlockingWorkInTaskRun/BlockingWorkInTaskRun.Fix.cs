using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Awaits the asynchronous form of the wrapped call, without a thread for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingWorkInTaskRunFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingWorkInTaskRunFix()
        : base(BlockingWorkInTaskRun.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.ContainsKey(Findings.RewriteKey)
            && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } wrapper
            && UnwrappedRun.Of(wrapper, model, diagnostic.Properties["twin"]) is { } unwrapped)
        {
            rewrites.Add(new Rewrite($"Await '{unwrapped.Name}' without a thread", "Unwrap", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(unwrapped.Changes));
            })
            {
                Imports = unwrapped.Imports,
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the thread on purpose", "Waits on a thread on purpose."));
        return rewrites.ToImmutable();
    }
}
