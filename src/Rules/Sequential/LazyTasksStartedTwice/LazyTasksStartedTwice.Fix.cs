using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Keeps the tasks in a list where the query is declared, so that each starts once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LazyTasksStartedTwiceFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LazyTasksStartedTwiceFix()
        : base(LazyTasksStartedTwice.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var name) && name is not null
            && Declaration.Of(name, root.FindNode(diagnostic.Location.SourceSpan), model) is { Initializer.Value: { } query and not ConditionalAccessExpressionSyntax }
            && !Materialised.Is(query))
        {
            rewrites.Add(new Rewrite("Start each task once and keep it in a list", "ToList", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(Materialised.ToList(query)));
            })
            {
                Imports = ImmutableArray.Create("System.Linq"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep starting them again on purpose", "Started again on purpose."));
        return rewrites.ToImmutable();
    }
}
