using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Spillway.Analyzers;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Locks;

namespace Spillway.Rules;

/// <summary>Gives the class a lock of its own, or makes the one it has readonly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SharedLockObjectFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public SharedLockObjectFix()
        : base(SharedLockObject.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (kind == "readonly" && diagnostic.AdditionalLocations.Count > 0
                && root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<FieldDeclarationSyntax>() is { Declaration.Variables.Count: 1 } field)
            {
                var change = new TextChange(new TextSpan(field.Declaration.SpanStart, 0), "readonly ");
                rewrites.Add(new Rewrite("Make the lock readonly", "Readonly", _ => Task.FromResult(document.WithText(text.WithChanges(change)))));
            }
            else if (kind == "own" && node is ExpressionSyntax locked && OwnLock.Write(locked, text, model) is var (changes, usesLock))
            {
                rewrites.Add(new Rewrite("Lock a private object", "OwnLock", _ => Task.FromResult(document.WithText(text.WithChanges(changes))))
                {
                    Imports = usesLock ? ImmutableArray.Create("System.Threading") : ImmutableArray<string>.Empty,
                });
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep this lock on purpose", "Shared on purpose."));
        return rewrites.ToImmutable();
    }
}
