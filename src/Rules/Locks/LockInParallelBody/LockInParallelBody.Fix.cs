using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Lets each thread gather for itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockInParallelBodyFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockInParallelBodyFix()
        : base(LockInParallelBody.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && diagnostic.AdditionalLocations.FirstOrDefault() is { } site
            && root.FindNode(site.SourceSpan).FirstAncestorOrSelf<LockStatementSyntax>() is { } section)
        {
            var (written, title) = form == "local"
                ? (ThreadLocal.Write(call, section, diagnostic.Properties["gathered"]!, text, model), "Gather in each thread, put together at the end")
                : (ThreadLocal.WriteResults(call, section, text, model), "Return the items, add them all at once");
            if (written is { } change)
                rewrites.Add(new Rewrite(title, form, _ => Task.FromResult(document.WithText(text.WithChanges(change)))) { Imports = form == "local" ? ImmutableArray<string>.Empty : ImmutableArray.Create("System.Linq") });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the lock around all of it on purpose", "One at a time on purpose."));
        return rewrites.ToImmutable();
    }
}
