using System.Collections.Generic;
using System.Linq;
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
        if (site.Form == "pair")
        {
            Offer(CheckedKey.Of(site.Node, model) is { } looked ? RemovedPair.Write(looked, site.Evidence, model) : site.Evidence.Length == 1 ? RemovedPair.WriteInTurn(site.Evidence[0], model) : null, "TryRemove of key and value");
        }
        else if (CheckedKey.Of(site.Node, model) is { } key)
        {
            if (AtomicAdd.Write(key, model, text) is var (added, method))
                Offer(added, method);
            else if (site.Is("repeatable") && AtomicUpdate.Write(key, model) is var (updated, way))
                Offer(updated, way);
            else if (AtomicTake.Removed(key, text) is { } removed)
                Offer(removed, "TryRemove");
            else if (KeyedRead.Write(key, site.Evidence) is { } read)
                Offer(read, key.Out is null ? "TryGetValue" : "the value at hand");
            else if (site.Is("absent"))
                Adopt(key);
        }
        else if (site.Is("repeatable") && AtomicUpdate.WriteOwn(site.Node, model) is var (counted, by))
        {
            Offer(counted, by);
        }
        else if (AtomicTake.Taken(site.Node, text) is var (taken, how))
        {
            Offer(taken, how);
        }

        void Adopt(CheckedKey key)
        {
            var (sets, reads) = (site.Evidence.Where(act => !KeyedRead.IsRead(act, key)), site.Evidence.Where(act => KeyedRead.IsRead(act, key)).ToList());
            if (AdoptedValue.Write(key, sets, model) is not { } adopted)
            {
                if (AddedFirst.Write(key, site.Evidence, model, text) is var (first, way))
                    Offer(first, way);
            }
            else if (reads.Count == 0)
                Offer(adopted, "GetOrAdd");
            else if (KeyedRead.Write(key, reads) is { } found)
                Offer(found.Concat(adopted).ToList(), "TryGetValue and GetOrAdd");
        }

        void Offer(IReadOnlyList<TextChange>? changes, string method) => site.Offer($"Use {method}", method, changes);
    }
}
