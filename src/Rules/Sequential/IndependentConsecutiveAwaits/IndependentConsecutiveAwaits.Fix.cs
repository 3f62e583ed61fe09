using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Siblings;

namespace Spillway.Rules;

/// <summary>Starts the requests together, waits for all of them, and takes their results.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class IndependentConsecutiveAwaitsFix : Fix
{
    private const string AfterFailure = "; after a failure no result is used, and the others have run";

    /// <summary>Creates the fix.</summary>
    public IndependentConsecutiveAwaitsFix()
        : base(IndependentConsecutiveAwaits.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null
            && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var length) && length is not null
            && int.Parse(length, CultureInfo.InvariantCulture) is var count && diagnostic.AdditionalLocations.Count >= count)
        {
            var awaits = diagnostic.AdditionalLocations.Take(count)
                .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AwaitExpressionSyntax>())
                .OfType<AwaitExpressionSyntax>()
                .ToImmutableArray();
            var direct = diagnostic.Properties["direct"]!.Split(',').Select(flag => flag == "1").ToImmutableArray();
            if (awaits.Length == count && StartTogether.Write(awaits, direct, model) is { } changes)
            {
                var title = "Start all, then wait with Task.WhenAll" + (diagnostic.Properties["loses"] == "true" ? AfterFailure : "");
                rewrites.Add(new Rewrite(title, "WhenAll", async token =>
                {
                    var text = await document.GetTextAsync(token).ConfigureAwait(false);
                    return document.WithText(text.WithChanges(changes));
                })
                {
                    Imports = ImmutableArray.Create("System.Threading.Tasks"),
                });
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it sequential on purpose", "Sequential on purpose."));
        return rewrites.ToImmutable();
    }
}
