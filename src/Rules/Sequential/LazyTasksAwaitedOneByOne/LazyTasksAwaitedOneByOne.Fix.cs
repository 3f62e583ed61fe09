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
            var rewritten = document.WithText(plain.Text);
            var plainRoot = await rewritten.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            var plainModel = await rewritten.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
            var plainLoop = plainRoot?.FindToken(plain.Start).Parent?.FirstAncestorOrSelf<ForEachStatementSyntax>();

            void Offer(Form form, string title)
            {
                if (plainLoop is null || plainModel is null || !plainModel.Compilation.Offers(form)
                    || Write(plainLoop, plain, plainModel, form, limit) is not var (change, imports))
                {
                    return;
                }

                rewrites.Add(new Rewrite(title + outside, form.ToString(), _ => Task.FromResult(document.WithText(plain.Text.WithChanges(change))))
                {
                    Imports = imports,
                });
            }

            if (diagnostic.Properties["all"] == "true")
                Offer(Form.WhenAll, "Start all, then wait with Task.WhenAll");
            if (plain.IsBare)
                Offer(Form.ParallelForEach, $"Run up to {limit} at a time");
            else
                Offer(Form.SelectConcurrent, $"Run up to {limit} at a time, use the results in order");
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it sequential on purpose", "Sequential on purpose."));
        return rewrites.ToImmutable();
    }

    private static (TextChange Change, ImmutableArray<string> Imports)? Write(StatementSyntax loop, LazyLoop plain, SemanticModel model, Form form, string limit)
    {
        if (plain.IsBare)
            return WholeLoop.Write(loop, model, form, limit);

        return LoopSplit.Create(loop, new[] { plain.Request }, model) is { } split && !Handled.LosesResults(split, model) ? LoopText.Write(split, model, form, limit) : null;
    }
}
