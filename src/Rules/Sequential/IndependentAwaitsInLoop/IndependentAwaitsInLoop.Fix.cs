using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Loops;

namespace Spillway.Rules;

/// <summary>Runs the requests of a loop under a bound, and what uses their results in order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class IndependentAwaitsInLoopFix : Fix
{
    private const string AfterFailure = "; after a failure others may have run";

    /// <summary>Creates the fix.</summary>
    public IndependentAwaitsInLoopFix()
        : base(IndependentAwaitsInLoop.Descriptor, keep: "Keep it sequential on purpose", because: "Sequential on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        if (site.AroundEvidence<StatementSyntax>(0, LoopSplit.IsLoop) is not { } loop)
            return;

        // What iterations leave behind before a failure that the function survives must be what it was.
        var isWhole = site.Form == "whole" && !(site.Is("leaves") && Handled.IsSurvived(loop));
        var fetch = site["fetch"]!.Split(new[] { ',' }, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        var (model, limit) = (site.Model, site["limit"]!);
        var inOrder = $"Run up to {limit} at a time, use the results in order";

        if (site.Is("all"))
            Offer(Form.WhenAll, "Start all, then wait with Task.WhenAll", Written(Form.WhenAll));
        if (isWhole)
        {
            if (model.Compilation.Offers(Form.ParallelForEach))
                Offer(Form.ParallelForEach, $"Run up to {limit} at a time", Written(Form.ParallelForEach));
        }
        else if (model.Compilation.Offers(Form.SelectConcurrent))
        {
            // Where the body cannot be parted, the requests may still be made ahead of it.
            Offer(Form.SelectConcurrent, inOrder, Written(Form.SelectConcurrent)
                ?? (site["prefetch"] is { } steps ? LoopPrefetch.Write(loop, steps, site.Is("handled"), model, limit) : null));
        }
        else
        {
            // Without the runtime library, a semaphore keeps the bound.
            Offer(Form.Gate, inOrder, Written(Form.Gate));
        }

        (TextChange Change, ImmutableArray<string> Imports)? Written(Form form) => isWhole ? WholeLoop.Write(loop, model, form, limit) : Split(loop, fetch, model, form, limit, site.Is("closed"));

        void Offer(Form form, string title, (TextChange Change, ImmutableArray<string> Imports)? written) =>
            site.Offer(title + (site.Is("outside") ? AfterFailure : ""), form.ToString(), written);
    }

    // Each form takes names of its own, so each gets a split of its own.
    private static (TextChange Change, ImmutableArray<string> Imports)? Split(StatementSyntax loop, IReadOnlyCollection<int> fetch, SemanticModel model, Form form, string limit, bool isClosed) =>
        LoopSplit.Create(loop, fetch, model, isClosed) is { } split && !Handled.LosesResults(split, model) ? LoopText.Write(split, model, form, limit) : null;
}
