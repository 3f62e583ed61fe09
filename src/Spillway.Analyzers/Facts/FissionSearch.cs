using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>The effects of a loop body, part by part, and the search for a legal split.</summary>
internal sealed class FissionSearch
{
    private readonly bool _isClosed;
    private readonly ImmutableArray<BodyUnit> _units;
    private readonly Effects[] _fetch;
    private readonly Effects[] _rest;

    /// <summary>Reads the parts of the loop's body. Where they are <paramref name="isClosed"/>, a statement that awaits somewhere inside is one part.</summary>
    public FissionSearch(LoopScope scope, bool isClosed = false)
    {
        Scope = scope;
        _isClosed = isClosed;
        _units = BodyUnit.Split(scope.Loop, isClosed);
        _fetch = new Effects[_units.Length];
        _rest = new Effects[_units.Length];
        for (var i = 0; i < _units.Length; i++)
        {
            _fetch[i] = scope.EffectsOf(_units[i].Fetches);
            _rest[i] = scope.EffectsOf(ImmutableArray.Create(_units[i].Operation), _units[i].Fetches);
        }
    }

    public LoopScope Scope { get; }

    public ImmutableArray<BodyUnit> Units => _units;

    /// <summary>What the requests of part <paramref name="index"/> do.</summary>
    public Effects FetchOf(int index) => _fetch[index];

    /// <summary>What part <paramref name="index"/> does apart from its requests.</summary>
    public Effects RestOf(int index) => _rest[index];

    /// <summary>The indexes of the parts that await, in source order; what only failure handlers await is not a request.</summary>
    public IEnumerable<int> Awaiting => Enumerable.Range(0, _units.Length).Where(i => _units[i].Awaits && _units[i].Kind != UnitKind.Handler);

    /// <summary>The parts that have to run so that those in <paramref name="requests"/> can: guards before them and whatever they read.</summary>
    public SortedSet<int> Close(IEnumerable<int> requests)
    {
        var closed = new SortedSet<int>(requests);
        bool grew;
        do
        {
            grew = false;
            var last = closed.Max;
            for (var i = 0; i < last; i++)
            {
                if (!closed.Contains(i) && _units[i].Kind != UnitKind.Handler && (_units[i].Kind == UnitKind.Guard || Feeds(i, closed) || Checks(i, closed) || (_isClosed && IsFilled(i, closed))))
                    grew |= closed.Add(i);
            }
        }
        while (grew);

        return closed;
    }

    /// <summary>True for a variable that a part which moves as a whole gives a value.</summary>
    private bool IsFilled(int index, SortedSet<int> closed) =>
        _units[index].Operation is IVariableDeclarationGroupOperation group
        && closed.Any(later => later > index && _units[later].Kind == UnitKind.Nested && _units[later].Operation.OwnOperations().OfType<ILocalReferenceOperation>()
            .Any(reference => group.Declarations.SelectMany(declaration => declaration.Declarators).Any(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, reference.Local))));

    /// <summary>What the whole body does, its failure handlers included.</summary>
    public Effects WholeEffects()
    {
        var all = new Effects();
        for (var i = 0; i < _units.Length; i++)
        {
            all.Include(_fetch[i]);
            all.Include(_rest[i]);
        }

        return all;
    }

    /// <summary>What decides, ahead of the first request, which items count. The items are read in order, one at a time, and so are the decisions.</summary>
    public Effects GateEffects(SortedSet<int> fetch)
    {
        var all = new Effects();
        foreach (var i in fetch)
        {
            if (IsGate(i))
                all.Include(_rest[i]);
        }

        return all;
    }

    /// <summary>What runs concurrently when the parts in <paramref name="fetch"/> do.</summary>
    public Effects FetchEffects(SortedSet<int> fetch)
    {
        var all = new Effects();
        foreach (var i in fetch)
        {
            if (IsGate(i))
                continue;

            all.Include(_fetch[i]);
            if (!_units[i].Awaits || IsNeeded(i, fetch))
                all.Include(_rest[i]);
        }

        return all;
    }

    /// <summary>What still runs in order when the parts in <paramref name="fetch"/> run concurrently.</summary>
    public Effects ConsumeEffects(SortedSet<int> fetch)
    {
        var all = new Effects();
        for (var i = 0; i < _units.Length; i++)
        {
            if (!fetch.Contains(i))
            {
                all.Include(_fetch[i]);
                all.Include(_rest[i]);
            }
            else if (_units[i].Awaits && !IsNeeded(i, fetch))
            {
                all.Include(_rest[i]);
            }
        }

        return all;
    }

    /// <summary>True when the parts in <paramref name="fetch"/> open something that part <paramref name="index"/> still waits on.</summary>
    public bool LeavesOpen(SortedSet<int> fetch, int index)
    {
        foreach (var opened in fetch.SelectMany(i => _rest[i].Accesses))
        {
            if (opened is { Kind: AccessKind.Write, Place: { Kind: RootKind.Local, Root: ILocalSymbol local, Below: false } }
                && local.Type.AllInterfaces.Any(i => i.Name is "IDisposable" or "IAsyncDisposable")
                && _fetch[index].Accesses.Any(read => SymbolEqualityComparer.Default.Equals(read.Place.Root, local)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a guard at the start of the body that keeps a record of its own, such as the items seen so far.</summary>
    private bool IsGate(int index)
    {
        for (var i = 0; i <= index; i++)
        {
            if (_units[i].Kind != UnitKind.Guard || _units[i].Awaits)
                return false;
        }

        return _rest[index].Accesses.Any(a => a.Kind is AccessKind.Write or AccessKind.PerhapsWrite && !a.Guarded && !Scope.IsOwn(a.Place));
    }

    /// <summary>True when a later request needs what part <paramref name="index"/> does with its own result.</summary>
    private bool IsNeeded(int index, SortedSet<int> fetch)
    {
        foreach (var later in fetch)
        {
            if (later > index && (Meet(_rest[index], _fetch[later]) || (!_units[later].Awaits && Meet(_rest[index], _rest[later]))))
                return true;
        }

        return false;
    }

    private bool Feeds(int index, SortedSet<int> fetch)
    {
        foreach (var later in fetch)
        {
            if (later <= index)
                continue;

            if (Meet(_rest[index], _fetch[later]) || Meet(_fetch[index], _fetch[later]))
                return true;
            if ((!_units[later].Awaits || IsNeeded(later, fetch)) && Meet(_rest[index], _rest[later]))
                return true;
        }

        return false;
    }

    /// <summary>True when part <paramref name="index"/> only deals with what an earlier request of its own iteration brought: a check of a response stays before the next request.</summary>
    private bool Checks(int index, SortedSet<int> fetch)
    {
        var effects = _rest[index];
        if (_units[index].Awaits || effects.Unknown is not null || effects.Ordered is not null
            || effects.Accesses.Any(a => a.Kind is AccessKind.Write or AccessKind.PerhapsWrite or AccessKind.Confined && !a.Guarded && !Scope.IsOwn(a.Place)))
        {
            return false;
        }

        return fetch.Any(earlier => earlier < index && _units[earlier].Awaits && Meet(_rest[earlier], effects));
    }

    private static bool Meet(Effects writer, Effects reader)
    {
        foreach (var written in writer.Accesses)
        {
            if (written is not ({ Kind: AccessKind.Write } or { Kind: AccessKind.Confined, Changes: true }))
                continue;

            // What is asked through an object is asked in the state that the object is in: a client sends the headers that were set on it.
            foreach (var read in reader.Accesses)
            {
                if (read.Kind is AccessKind.Read or AccessKind.Confined or AccessKind.AsksOutside or AccessKind.ChangesOutside && written.Place.Touches(read.Place))
                    return true;
            }
        }

        return false;
    }
}
