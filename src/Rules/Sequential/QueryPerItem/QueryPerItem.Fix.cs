using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Queries;

namespace Spillway.Rules;

/// <summary>Asks once for all keys before the loop, and looks each one up in the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class QueryPerItemFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public QueryPerItemFix()
        : base(QueryPerItem.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax call
            && call.FirstAncestorOrSelf<ForEachStatementSyntax>() is { } loop
            && BatchQuery.Write(loop, call, model, diagnostic.Properties["operator"]!, diagnostic.Properties["key"]!, diagnostic.Properties["unique"] == "true") is { } changes)
        {
            rewrites.Add(new Rewrite("Ask once for all keys before the loop", "BatchQuery", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes.OrderBy(change => change.Span.Start)));
            })
            {
                Imports = ImmutableArray.Create("System.Collections.Generic", "System.Linq"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep one query per item on purpose", "One query per item on purpose."));
        return rewrites.ToImmutable();
    }
}
