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

/// <summary>Saves once, after the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SavePerItemFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SavePerItemFix()
        : base(SavePerItem.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null
            && diagnostic.Properties.ContainsKey(Findings.RewriteKey)
            && diagnostic.AdditionalLocations.FirstOrDefault() is { } header
            && root.FindNode(header.SourceSpan).FirstAncestorOrSelf<StatementSyntax>() is { } loop
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is { } save
            && SaveAfterLoop.Write(loop, save) is { } changes)
        {
            rewrites.Add(new Rewrite("Save once after the loop; after a failure nothing is saved", "SaveAfterLoop", async token =>
            {
                var text = await document.GetTextAsync(token).ConfigureAwait(false);
                return document.WithText(text.WithChanges(changes));
            }));
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep one save per item on purpose", "One save per item on purpose."));
        return rewrites.ToImmutable();
    }
}
