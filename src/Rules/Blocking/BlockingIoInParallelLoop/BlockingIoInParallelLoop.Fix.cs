using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Async;

namespace Spillway.Rules;

/// <summary>Waits for the items together, without a thread for each.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingIoInParallelLoopFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public BlockingIoInParallelLoopFix()
        : base(BlockingIoInParallelLoop.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } loop)
        {
            var calls = diagnostic.AdditionalLocations
                .Skip(diagnostic.AdditionalLocations.Count - int.Parse(diagnostic.Properties["calls"]!, System.Globalization.CultureInfo.InvariantCulture))
                .Select(location => location.SourceSpan)
                .ToList();
            if (AsyncParallelLoop.Of(loop, calls, model, diagnostic.Properties["limit"]!) is { IsEmpty: false } changes)
            {
                rewrites.Add(new Rewrite($"Wait for up to {diagnostic.Properties["limit"]} at a time without threads", "ForEachAsync", async token =>
                {
                    var text = await document.GetTextAsync(token).ConfigureAwait(false);
                    return document.WithText(text.WithChanges(changes));
                })
                {
                    Imports = ImmutableArray.Create("System.Threading.Tasks"),
                });
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the threads on purpose", "Waits on threads on purpose."));
        return rewrites.ToImmutable();
    }
}
