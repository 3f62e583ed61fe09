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

/// <summary>Makes all uses of the field atomic operations.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LockAroundSingleAtomicFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public LockAroundSingleAtomicFix()
        : base(LockAroundSingleAtomic.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null
            && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<LockStatementSyntax>() is { } statement
            && AtomicConversion.Write(statement, text, model) is var (changes, field))
        {
            rewrites.Add(new Rewrite($"Use '{field}' with atomic operations only", "Atomic", _ => Task.FromResult(document.WithText(text.WithChanges(changes))))
            {
                Imports = ImmutableArray.Create("System.Threading"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep the lock on purpose", "Locked on purpose."));
        return rewrites.ToImmutable();
    }
}
