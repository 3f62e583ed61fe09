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
            || diagnostic.AdditionalLocations.FirstOrDefault() is not { } start
            || root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } join)
        {
            return ImmutableArray<Rewrite>.Empty;
        }

        var found = kind == "query" ? StartedTasks.OfQuery(join, root.FindNode(start.SourceSpan, getInnermostNodeForTie: true), model) : StartedTasks.OfLoop(join, root.FindNode(start.SourceSpan, getInnermostNodeForTie: true), model);
        if (found is not { } tasks)
            return ImmutableArray<Rewrite>.Empty;

        var limit = diagnostic.Properties["limit"]!;
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var outside = diagnostic.Properties["outside"] == "true" ? "; after a failure no more are started" : "";
        if (!tasks.NeedsResults && diagnostic.Properties["pool"] == "true" && model.Compilation.Offers(Form.ParallelForEach) && BoundedText.WithoutResults(tasks, model, limit) is { } plain)
            rewrites.Add(Make(document, $"Run up to {limit} at a time{outside}", "ParallelForEach", plain, "System.Threading.Tasks"));
        else if (tasks.HasResults && model.Compilation.Offers(Form.SelectConcurrent) && BoundedText.WithResults(tasks, model, limit) is { } ordered)
            rewrites.Add(Make(document, $"Run up to {limit} at a time, results in order{outside}", "SelectConcurrent", ordered, "Spillway"));
        return rewrites.ToImmutable();
    }

    private static Rewrite Make(Document document, string title, string key, TextChange change, string import) =>
        new(title, key, async token =>
        {
            var text = await document.GetTextAsync(token).ConfigureAwait(false);
            return document.WithText(text.WithChanges(change));
        })
        {
            Imports = ImmutableArray.Create(import),
        };
}
