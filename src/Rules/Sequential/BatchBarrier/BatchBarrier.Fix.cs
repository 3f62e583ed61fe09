using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        : base(BatchBarrier.Descriptor, keep: "Keep the batches on purpose", because: "Batches on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.Around<AwaitExpressionSyntax>() is not { } wait || BatchedLoop.Of(wait) is not var (plain, size))
            return;

        if (plain.IsBare)
            Offer(Form.ParallelForEach, $"Keep up to {size} running all the time");
        else
            Offer(Form.SelectConcurrent, $"Keep up to {size} running all the time, use the results in order");

        void Offer(Form form, string title) => site.Offer(title, form.ToString(), plain.Write(site.Model, form, size));
    }
}
