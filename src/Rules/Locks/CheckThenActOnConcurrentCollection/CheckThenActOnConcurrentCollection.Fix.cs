using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Spillway.CodeFixes;
using Spillway.CodeFixes.Collections;

namespace Spillway.Rules;

/// <summary>Does both in one step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CheckThenActOnConcurrentCollectionFix : Fix
{
    /// <summary>Creates the fix.</summary>
    public CheckThenActOnConcurrentCollectionFix()
        : base(CheckThenActOnConcurrentCollection.Descriptor, keep: "Keep it in two steps on purpose", because: "In two steps on purpose.")
    {
    }

    /// <inheritdoc />
    protected override void Propose(FindingSite site)
    {
        var (model, text) = (site.Model, site.Text);
        if (CheckedKey.Of(site.Node, model) is { } key)
        {
            if (AtomicAdd.Write(key, model, text) is var (added, method))
                Offer(added, method);
            else if (site.Is("repeatable") && AtomicUpdate.Write(key, model) is var (updated, way))
                Offer(updated, way);
            else if (AtomicTake.Removed(key, text) is { } removed)
                Offer(removed, "TryRemove");
            else
                Offer(KeyedRead.Write(key, site.Evidence), "TryGetValue");
        }
        else if (site.Is("repeatable") && AtomicUpdate.WriteOwn(site.Node, model) is var (counted, by))
        {
            Offer(counted, by);
        }
        else if (AtomicTake.Taken(site.Node, text) is var (taken, how))
        {
            Offer(taken, how);
        }

        void Offer(IReadOnlyList<TextChange>? changes, string method) => site.Offer($"Use {method}", method, changes);
    }
}
