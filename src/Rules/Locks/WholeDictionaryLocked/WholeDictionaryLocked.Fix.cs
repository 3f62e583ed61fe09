using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Asks the dictionary the same without taking all its locks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WholeDictionaryLockedFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public WholeDictionaryLockedFix()
        : base(WholeDictionaryLocked.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var form) && form is not null
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e.Span == diagnostic.Location.SourceSpan) is { } use
            && LockFreeQuery.Write(use, form, model) is var (changes, needsLinq))
        {
            var title = form switch
            {
                "empty" => "Ask whether it is empty",
                "contains" => "Ask for the key",
                _ => "Go over the pairs, without a copy",
            };
            rewrites.Add(new Rewrite(title, form, _ => Task.FromResult(document.WithText(text.WithChanges(changes)))) { Imports = needsLinq ? ImmutableArray.Create("System.Linq") : ImmutableArray<string>.Empty });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep all its locks on purpose", "All locks on purpose."));
        return rewrites.ToImmutable();
    }
}
