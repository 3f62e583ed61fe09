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
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Takes a lock for each key, or none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OneLockForAllKeysFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public OneLockForAllKeysFix()
        : base(OneLockForAllKeys.Descriptor)
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
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax site
            && site.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            && MapField.Of(type, diagnostic.Properties["map"]!, text, model) is { } map)
        {
            if (form == "keyed" && KeyedGate.Write(site, type, map, text, model) is { } keyed)
                rewrites.Add(new Rewrite("Take a lock for each key", form, _ => Task.FromResult(document.WithText(text.WithChanges(keyed.InOrder())))) { Imports = ImmutableArray.Create("Spillway", "System.Collections.Concurrent") });
            else if (form == "concurrent" && ConcurrentMap.Write(site, type, map, text, model) is { } concurrent)
                rewrites.Add(new Rewrite("Use a ConcurrentDictionary; two threads may make the same entry at once", form, _ => Task.FromResult(document.WithText(text.WithChanges(concurrent.InOrder())))) { Imports = ImmutableArray.Create("System.Collections.Concurrent") });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep one lock for all keys on purpose", "One lock on purpose."));
        return rewrites.ToImmutable();
    }
}
