using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;
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
        : base(IndependentAwaitsInLoop.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null
            && diagnostic.AdditionalLocations.FirstOrDefault() is { } header
            && root.FindNode(header.SourceSpan).FirstAncestorOrSelf<StatementSyntax>(IsLoop) is { } loop)
        {
            // What iterations leave behind before a failure that the function survives must be what it was.
            var isWhole = kind == "whole" && !(diagnostic.Properties["leaves"] == "true" && Handled.IsSurvived(loop));
            var fetch = diagnostic.Properties["fetch"]!.Split(new[] { ',' }, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
            var limit = diagnostic.Properties["limit"]!;
            var inOrder = $"Run up to {limit} at a time, use the results in order";
            var outside = diagnostic.Properties["outside"] == "true" ? AfterFailure : "";

            void Offer(Form form, string title, string key)
            {
                var written = isWhole ? WholeLoop.Write(loop, model, form, limit) : Split(loop, fetch, model, form, limit);
                Add(written, title, key);
            }

            void Add((TextChange Change, ImmutableArray<string> Imports)? written, string title, string key)
            {
                if (written is not var (change, imports))
                    return;

                rewrites.Add(new Rewrite(title + outside, key, async token =>
                {
                    var text = await document.GetTextAsync(token).ConfigureAwait(false);
                    return document.WithText(text.WithChanges(change));
                })
                {
                    Imports = imports,
                });
            }

            if (diagnostic.Properties["all"] == "true")
                Offer(Form.WhenAll, "Start all, then wait with Task.WhenAll", "WhenAll");
            if (isWhole && model.Compilation.Offers(Form.ParallelForEach))
                Offer(Form.ParallelForEach, $"Run up to {limit} at a time", "ParallelForEach");
            if (!isWhole && model.Compilation.Offers(Form.SelectConcurrent))
                Offer(Form.SelectConcurrent, inOrder, "SelectConcurrent");

            // Where the body cannot be parted, the requests may still be made ahead of it.
            if (!isWhole && rewrites.All(rewrite => rewrite.Key != "SelectConcurrent") && model.Compilation.Offers(Form.SelectConcurrent)
                && diagnostic.Properties["prefetch"] is { } steps)
            {
                Add(LoopPrefetch.Write(loop, steps, diagnostic.Properties["handled"] == "true", model, limit), inOrder, "SelectConcurrent");
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it sequential on purpose", "Sequential on purpose."));
        return rewrites.ToImmutable();
    }

    // Each form takes names of its own, so each gets a split of its own.
    private static (TextChange Change, ImmutableArray<string> Imports)? Split(StatementSyntax loop, IReadOnlyCollection<int> fetch, SemanticModel model, Form form, string limit) =>
        LoopSplit.Create(loop, fetch, model) is { } split && !Handled.LosesResults(split, model) ? LoopText.Write(split, model, form, limit) : null;

    private static bool IsLoop(StatementSyntax statement) => statement is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}
