using System.Collections.Immutable;
using System.Linq;
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

/// <summary>Starts the tasks of the query under a bound and uses their results in order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LazyTasksAwaitedOneByOneFix : Fix
{
    private const string AfterFailure = "; after a failure others may have run";

    /// <summary>Creates the fix.</summary>
    public LazyTasksAwaitedOneByOneFix()
        : base(LazyTasksAwaitedOneByOne.Descriptor)
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
            && root.FindNode(header.SourceSpan).FirstAncestorOrSelf<ForEachStatementSyntax>() is { } loop
            && LazyLoop.Of(loop, model, diagnostic.Properties["near"] == "true") is { } plain)
        {
            var limit = diagnostic.Properties["limit"]!;
            var outside = diagnostic.Properties["outside"] == "true" ? AfterFailure : "";

            async Task OfferAsync(Form form, string title)
            {
                if (await plain.WriteAsync(document, form, limit, cancellationToken).ConfigureAwait(false) is var (text, imports))
                    rewrites.Add(new Rewrite(title + outside, form.ToString(), _ => Task.FromResult(document.WithText(text))) { Imports = imports });
            }

            if (diagnostic.Properties["all"] == "true")
                await OfferAsync(Form.WhenAll, "Start all, then wait with Task.WhenAll").ConfigureAwait(false);
            if (plain.IsBare)
                await OfferAsync(Form.ParallelForEach, $"Run up to {limit} at a time").ConfigureAwait(false);
            else
                await OfferAsync(Form.SelectConcurrent, $"Run up to {limit} at a time, use the results in order").ConfigureAwait(false);
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it sequential on purpose", "Sequential on purpose."));
        return rewrites.ToImmutable();
    }
}
