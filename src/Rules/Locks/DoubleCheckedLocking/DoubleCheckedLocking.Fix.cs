using System.Collections.Generic;
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

/// <summary>Orders the read without the lock, or checks again under it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DoubleCheckedLockingFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public DoubleCheckedLockingFix()
        : base(DoubleCheckedLocking.Descriptor)
    {
    }

    /// <inheritdoc />
    protected internal override async Task<ImmutableArray<Rewrite>> ProposeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var rewrites = ImmutableArray.CreateBuilder<Rewrite>();
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null && diagnostic.Properties.TryGetValue(Findings.RewriteKey, out var kind) && kind is not null && diagnostic.AdditionalLocations.Count > 0
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax read
            && root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is AssignmentExpressionSyntax set)
        {
            void Offer(IReadOnlyList<TextChange>? changes, string title, string key)
            {
                if (changes is not null)
                    rewrites.Add(new Rewrite(title, key, _ => Task.FromResult(document.WithText(text.WithChanges(changes)))) { Imports = key == "VolatileRead" ? ImmutableArray.Create("System.Threading") : ImmutableArray<string>.Empty });
            }

            if (kind == "again")
            {
                Offer(SecondCheck.Write(read, set, text), "Check again under the lock", "CheckAgain");
            }
            else
            {
                if (diagnostic.Properties["volatile"] == "true")
                    Offer(OrderedRead.MakeVolatile(read, model, text), "Make the field volatile", "Volatile");
                Offer(OrderedRead.Write(read, set, model), "Read and set it with Volatile", "VolatileRead");
                Offer(LazyValue.Write(read, set, model, text), "Use Lazy<T>, which remembers a failure", "Lazy");
            }
        }

        rewrites.Add(KeepOnPurpose.Offer(document, diagnostic, "Keep it this way on purpose", "Checked on purpose."));
        return rewrites.ToImmutable();
    }
}
