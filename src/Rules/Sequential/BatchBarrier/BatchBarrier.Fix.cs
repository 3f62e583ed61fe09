using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Loops;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Runs the operations under a sliding bound of the batch's size.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BatchBarrierFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BatchBarrierFix()
        : base(BatchBarrier.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AwaitExpressionSyntax>() is { } wait
            && BatchedLoop.Of(wait, model) is var (plain, size))
        {
            var form = plain.IsBare ? Form.ParallelForEach : Form.SelectConcurrent;
            if (await plain.WriteAsync(document, form, size, cancellationToken).ConfigureAwait(false) is var (text, imports))
            {
                var title = plain.IsBare ? $"Keep up to {size} running all the time" : $"Keep up to {size} running all the time, use the results in order";
                rewrites.Add(new Rewrite(title, form.ToString(), _ => Task.FromResult(document.WithText(text))) { Imports = imports });
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the batches on purpose", "Batches on purpose."));
        return rewrites.ToImmutable();
    }
}
