using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A section of one lock that looks a key up and makes the entry where there is none: who needs another key waits as well, though the entries have
/// nothing to do with each other.
/// </summary>
/// <param name="Lock">The lock.</param>
/// <param name="Map">The dictionary or cache.</param>
/// <param name="Load">What makes the entry and takes long; null where nothing does, and the section runs often instead.</param>
/// <param name="LoadName">The call that stands for it.</param>
/// <param name="Often">Why a section that makes its entries quickly matters.</param>
/// <param name="Because">What shows it, most telling first.</param>
internal sealed record KeyedLoad(HeldLock Lock, ISymbol Map, IOperation? Load, string LoadName, Often? Often, ImmutableArray<Witness> Because)
{
    /// <summary>True where keys that are there are found without the lock.</summary>
    public bool FindsWithout { get; private init; }

    /// <summary>What a fix may do, see <see cref="KeyedLoadRewrite"/>.</summary>
    public string? Rewrite { get; init; }

    public static ImmutableArray<KeyedLoad> FindIn(MethodFacts method)
    {
        var sets = method.LockSets;
        if (sets.Acquisitions.IsEmpty)
            return ImmutableArray<KeyedLoad>.Empty;

        var found = ImmutableArray.CreateBuilder<KeyedLoad>();
        Dictionary<SyntaxNode, List<IOperation>>? sections = null;
        foreach (var acquisition in sets.Acquisitions)
        {
            var taken = acquisition.Taken;
            if (acquisition.Via is not null || taken.Mode != LockMode.Exclusive || taken.Lock.IsPerKey || taken.Lock.Start.Root is not (LockRoot.This or LockRoot.Static or LockRoot.Type)
                || taken.Kind == LockKind.Async && !IsOfOne(acquisition.Target) || !SerialBody.Excludes(taken, method.Model))
            {
                continue;
            }

            sections ??= SectionsOf(method);
            if (sections.TryGetValue(taken.Site, out var held) && Of(taken, held, method) is { } load)
                found.Add(WithFastPath(load, method.Model));
        }

        return found.ToImmutable();
    }

    private static KeyedLoad WithFastPath(KeyedLoad load, ConcurrencyModel model)
    {
        if (load.Map is not IFieldSymbol field)
            return load;

        var look = model.Locks.Guards.AccessesOf(field).FirstOrDefault(access => !access.Held.Contains(load.Lock.Lock)
            && access.Reference.Parent is IInvocationOperation { TargetMethod.Name: "TryGetValue" } && !(access.Reference.Syntax.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax>()?.Span.Contains(load.Lock.Site.Span) == true && access.Reference.Syntax.SpanStart > load.Lock.Site.SpanStart));
        return look is null ? load : load with { FindsWithout = true, Because = load.Because.Add(Witness.At(look.Reference, "keys that are there are found here, without the lock")) };
    }

    /// <summary>What runs while each lock is certainly held, by where it is taken.</summary>
    private static Dictionary<SyntaxNode, List<IOperation>> SectionsOf(MethodFacts method)
    {
        var sections = new Dictionary<SyntaxNode, List<IOperation>>();
        foreach (var operation in method.Operations)
        {
            foreach (var held in method.LockSets.At(operation).Held)
            {
                if (!held.IsCertain)
                    continue;
                if (!sections.TryGetValue(held.Site, out var section))
                    sections.Add(held.Site, section = new List<IOperation>());
                section.Add(operation);
            }
        }

        return sections;
    }

    // A keyed or striped lock is for one key already.
    private static bool IsOfOne(IOperation? target) => target?.Unwrapped().Type is { Name: "AsyncLock" };

    private static KeyedLoad? Of(HeldLock taken, List<IOperation> held, MethodFacts method)
    {
        var names = new LockNames(method.Provenance);
        foreach (var both in held)
        {
            if (MapUse.LookupOrStoreAt(both, names) is { Map: { } map, Key: not null and not string } asked && Made(both, asked.Key, names, method) is var (name, path))
                return new KeyedLoad(taken, map, both, name, null, path.Add(Witness.At(both, "the key is looked up, and the entry is put in, here")));
        }

        var lookups = held.Where(o => MapUse.LookupAt(o, names) is not null).ToList();
        foreach (var store in lookups.Count == 0 ? lookups : held)
        {
            if (MapUse.StoreAt(store, names) is not { } made || made.Map is null || made.Key is null or string)
                continue;

            var lookup = lookups.Find(o => o.Syntax.SpanStart < store.Syntax.SpanStart && MapUse.LookupAt(o, names) is { } asked
                && SymbolEqualityComparer.Default.Equals(asked.Map, made.Map) && MapUse.SameKey(asked.Key, made.Key) && MapUse.IsOnMiss(store, o));
            if (lookup is null || Make(taken, store, lookup, made, held, names, method) is not { } load)
                continue;

            return load;
        }

        return null;
    }

    /// <summary>What the function that a get-or-add is given does for long.</summary>
    private static (string Name, ImmutableArray<Witness> Path)? Made(IOperation call, object? key, LockNames names, MethodFacts method)
    {
        foreach (var argument in ((IInvocationOperation)call).Arguments)
        {
            if (Lambdas.In(argument.Value) is not { Body: var body })
                continue;

            foreach (var operation in body.OwnOperations())
            {
                if ((SlowAt(operation, method) ?? MakerAt(operation, key, names, method.Model)) is { } slow)
                    return KeyedLoadRewrite.UsesConfined(operation, method) ? null : slow;
            }
        }

        return null;
    }

    private static KeyedLoad? Make(HeldLock taken, IOperation store, IOperation lookup, MapUse made, List<IOperation> held, LockNames names, MethodFacts method)
    {
        var model = method.Model;
        var onMiss = held.Where(o => o.Syntax.SpanStart > lookup.Syntax.SpanStart && o.Syntax.SpanStart <= store.Syntax.Span.End && !lookup.Syntax.Span.Contains(o.Syntax.Span)).ToList();
        var lookedUp = Witness.At(lookup, "the key is looked up here");
        var stored = Witness.At(store, "the entry is put in here");
        foreach (var operation in onMiss)
        {
            if ((SlowAt(operation, method) ?? MakerAt(operation, made.Key, names, model)) is not var (name, path))
                continue;

            // What may not be used by two at a time needs the lock for itself.
            if (KeyedLoadRewrite.UsesConfined(operation, method))
                return null;

            return new KeyedLoad(taken, made.Map!, operation, name, null, path.Add(lookedUp).Add(stored))
            {
                Rewrite = KeyedLoadRewrite.Of(made.Map!, onMiss, held, taken, method),
            };
        }

        // An entry that is made at once is worth a word only where many wait for it.
        if (made.Map is not IFieldSymbol field || !MapUse.IsByKeyOnly(field, model))
            return null;

        // How long the caller's own function takes is not for the cache to know.
        var cache = CacheOnly.Of(field, taken, method);
        if (onMiss.OfType<IInvocationOperation>().FirstOrDefault(o => o.TargetMethod.MethodKind == MethodKind.DelegateInvoke) is { } given)
            return cache is not null && given.Instance?.Unwrapped() is IParameterReferenceOperation { Parameter: var maker } ? new KeyedLoad(taken, field, given, maker.Name, null, ImmutableArray.Create(Witness.At(given, "the caller's function makes the entry"), lookedUp, stored)) : null;

        // What is in view is worth its own thread; a constant, or what was made before, is not.
        if (!onMiss.Any(o => o is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false } or IObjectCreationOperation { Constructor.DeclaringSyntaxReferences.IsEmpty: false }))
            cache = null;

        return (model.OftenRun.At(store, method) ?? cache) is { } often && KeyedLoadRewrite.Of(field, onMiss, held, taken, method) is { } rewrite
            ? new KeyedLoad(taken, field, null, "", often, often.Because.Add(lookedUp).Add(stored)) { Rewrite = rewrite } : null;
    }

    private static (string Name, ImmutableArray<Witness> Path)? MakerAt(IOperation operation, object? key, LockNames names, ConcurrencyModel model) =>
        EntryMakers.Is(operation, key, names, model) ? (CallSite.NameOf(operation), ImmutableArray.Create(Witness.At(operation, "this makes the entry"))) : null;

    /// <summary>The name of an operation that takes long, and the way to where it does.</summary>
    private static (string Name, ImmutableArray<Witness> Path)? SlowAt(IOperation operation, MethodFacts method)
    {
        var model = method.Model;
        if (operation is IAwaitOperation { Operation: var awaited })
        {
            var work = new StartedWorkReader(method).OfCall(awaited);
            return work.Kind == WorkKind.Io ? (work.Name, ImmutableArray.Create(work.Because)) : null;
        }

        if (operation is not (IInvocationOperation or IObjectCreationOperation) || operation is IInvocationOperation call && model.Locks.Apis.Of(call) is not null)
            return null;

        var cost = model.Cost.Of(operation);
        if (cost.Blocking is { Kind: not (BlockKind.Stream or BlockKind.None or BlockKind.Wait) } wait)
            return (CallSite.NameOf(operation), wait.Path);

        return cost is { Blocks: false, Computing: { } computing } ? (CallSite.NameOf(operation), computing.Path) : null;
    }
}
