using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;
using Spillway.CodeFixes.Loops;

namespace Spillway.CodeFixes.FanOuts;

/// <summary>Offers to run the tasks of a fan-out under a bound: with their results in order, or without results.</summary>
internal static class BoundedFanOut
{
    public static async Task<ImmutableArray<Rewrite>> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null
            || !diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) || kind is null
            || diagnostic.AdditionalLocations.Count < 2
            || diagnostic.AdditionalLocations[0] is not { } start
            || root.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } join)
        {
            return ImmutableArray<Rewrite>.Empty;
        }

        var found = kind == "query" ? StartedTasks.OfQuery(join, root.FindNode(start.SourceSpan, getInnermostNodeForTie: true), model) : StartedTasks.OfLoop(join, root.FindNode(start.SourceSpan, getInnermostNodeForTie: true), model);
        var limit = diagnostic.Properties["limit"]!;
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var outside = diagnostic.Properties["outside"] == "true" ? "; after a failure no more are started" : "";
        switch (diagnostic.Properties["offload"])
        {
            case "cpu" when found is { } computing:
                OfferComputing(computing, document, model, rewrites);
                break;

            case "async" when found?.WithoutOffload() is { Blocks: false } waiting:
                OfferWaiting(waiting);
                break;

            case "" when found is { Blocks: false } tasks:
                OfferWaiting(tasks);
                break;
        }

        return rewrites.ToImmutable();

        void OfferWaiting(StartedTasks tasks)
        {
            if (!tasks.NeedsResults && diagnostic.Properties["pool"] == "true" && model.Compilation.Offers(Form.ParallelForEach) && BoundedText.WithoutResults(tasks, model, limit) is { } plain)
                rewrites.Add(Make(document, $"Run up to {limit} at a time{outside}", "ParallelForEach", plain, "System.Threading.Tasks"));
            else if (tasks.HasResults && model.Compilation.Offers(Form.SelectConcurrent) && BoundedText.WithResults(tasks, model, limit) is { } ordered)
                rewrites.Add(Make(document, $"Run up to {limit} at a time, results in order{outside}", "SelectConcurrent", ordered, "Spillway"));
        }
    }

    /// <summary>Work that computes: as many at a time as there are processors.</summary>
    private static void OfferComputing(StartedTasks tasks, Document document, SemanticModel model, ImmutableArray<Rewrite>.Builder rewrites)
    {
        const string Title = "Run as many at a time as there are processors";
        if (tasks.Blocks)
        {
            if (tasks.WithoutOffload() is { } loop && BoundedText.Blocking(loop) is { } blocking)
                rewrites.Add(Make(document, Title, "Parallel", blocking, "System.Threading.Tasks"));
        }
        else if (!tasks.NeedsResults)
        {
            if (tasks.WithoutOffload() is { } loop && model.Compilation.Offers(Form.ParallelForEach) && BoundedText.Computing(loop) is { } computing)
                rewrites.Add(Make(document, Title, "Parallel", computing, "System.Threading.Tasks"));
        }
        else if (model.Compilation.Offers(Form.SelectConcurrent) && BoundedText.WithResults(tasks, model, "Environment.ProcessorCount") is { } ordered)
        {
            rewrites.Add(Make(document, Title + ", results in order", "SelectConcurrent", ordered, "Spillway", "System"));
        }
    }

    private static Rewrite Make(Document document, string title, string key, TextChange change, params string[] imports) =>
        new(title, key, async token =>
        {
            var text = await document.GetTextAsync(token).ConfigureAwait(false);
            return document.WithText(text.WithChanges(change));
        })
        {
            Imports = imports.ToImmutableArray(),
        };
}
