using System.Collections.Immutable;
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

/// <summary>Takes a lock that may be held across an await.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AwaitUnderThreadLockFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public AwaitUnderThreadLockFix()
        : base(AwaitUnderThreadLock.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue("lock", out var name) && name is not null
            && root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>(type => MapField.Find(type, name) is not null) is { } type
            && AsyncLockGate.Write(type, name, text, model) is var (changes, needsTasks))
        {
            rewrites.Add(new Rewrite("Use an AsyncLock", "AsyncLock", _ => Task.FromResult(document.WithText(text.WithChanges(changes.InOrder()))))
            {
                Imports = needsTasks ? ImmutableArray.Create("Spillway", "System.Threading.Tasks") : ImmutableArray.Create("Spillway"),
            });
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep awaiting under the lock on purpose", "Comes back to the same thread."));
        return rewrites.ToImmutable();
    }
}
