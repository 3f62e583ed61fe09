using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// A loop body split in two: what makes the requests of an iteration, and what uses their results. The first half of all
/// iterations may overlap; the second half still runs in order, once each.
/// </summary>
/// <param name="Units">All parts of the body in source order.</param>
/// <param name="Fetch">The indexes of the parts that make the requests.</param>
/// <param name="ChangesOutside">True when the requests change something outside: after a failure, others may have been made already.</param>
/// <param name="IsWhole">True when the second half may overlap as well: nothing in the body depends on the order of the items.</param>
/// <param name="Leaves">True when a body that may overlap as a whole leaves something in the program's own memory: a count, an entry of a table.</param>
internal sealed record Fission(ImmutableArray<BodyUnit> Units, ImmutableArray<int> Fetch, bool ChangesOutside, bool IsWhole, bool Leaves = false)
{
    /// <summary>What a rewrite needs to know, or null where the requests are not whole statements of the body.</summary>
    public ImmutableDictionary<string, string?>? RewriteFor(AwaitLoop await)
    {
        if (ReadsClock(await) || LoopWeight.IsRisky(await))
            return null;

        var indexes = Indexes(await.Loop);
        var prefetch = IsWhole && !Leaves ? null : Prefetch.Of(await, Fetch);

        // Where requests stand in several branches, the statement with all its branches may move.
        var isClosed = !IsWhole && indexes is null && prefetch is null;
        if (isClosed)
            indexes = LoopIndependence.Closed(await) is { } closed && closed.Covers(this) ? closed.Indexes(await.Loop) : null;
        if (!IsWhole && indexes is null && prefetch is null)
            return null;

        var (model, tree) = (await.Method.Model, await.Loop.Syntax.SyntaxTree);
        var count = Origin.OfIterations(await.Loop, model);
        var isFew = count.Kind == OriginKind.Constant && count.Count <= Option.WhenAllLimit.NumberFor(model.Options, tree);
        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, IsWhole ? "whole" : "select")
            .Add("fetch", string.Join(",", indexes ?? new List<int>()))
            .Add("closed", isClosed ? "true" : "false")
            .Add("prefetch", prefetch?.Write(await.Loop.Syntax))
            .Add("handled", prefetch?.IsHandled == true ? "true" : "false")
            .Add("limit", Option.MaxConcurrency.NumberFor(model.Options, tree).ToString(CultureInfo.InvariantCulture))
            .Add("all", isFew ? "true" : "false")
            .Add("leaves", Leaves ? "true" : "false")
            .Add("outside", ChangesOutside ? "true" : "false");
    }

    /// <summary>The requests as indexes of the body's statements, or null where they are parts of statements.</summary>
    private List<int>? Indexes(ILoopOperation loop)
    {
        var statements = loop.Body is IBlockOperation block ? block.Operations : ImmutableArray.Create(loop.Body);
        var indexes = Fetch.Select(unit => statements.IndexOf(Units[unit].Operation)).ToList();
        return indexes.Contains(-1) ? null : indexes;
    }

    /// <summary>True when all that <paramref name="other"/> requests is requested here as well.</summary>
    private bool Covers(Fission other) =>
        other.Fetch.All(part => Fetch.Any(whole => Units[whole].Operation.Syntax.Span.Contains(other.Units[part].Operation.Syntax.Span)));

    /// <summary>A body that measures its own time would measure something else afterwards.</summary>
    private static bool ReadsClock(AwaitLoop await) => await.Loop.Body.OwnOperations().Any(operation => operation switch
    {
        IInvocationOperation call => (await.Method.Model.Apis.Of(call.TargetMethod) & ApiFlags.Clock) != 0,
        IPropertyReferenceOperation property => (await.Method.Model.Apis.Of(property.Property) & ApiFlags.Clock) != 0,
        _ => false,
    });
}

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
            if (written.Kind != AccessKind.Write)
                continue;

            foreach (var read in reader.Accesses)
            {
                if (read.Kind is AccessKind.Read or AccessKind.Confined && written.Place.Touches(read.Place))
                    return true;
            }
        }

        return false;
    }
}

/// <summary>One loop with what is needed to read effects inside it.</summary>
internal sealed class LoopScope
{
    private readonly ConcurrencyModel _model;
    private readonly MethodFacts _method;
    private readonly Trace _trace;
    private readonly ImmutableArray<ISymbol> _variables;
    private readonly WhileItems? _items;
    private readonly SummaryRun _run = new();
    private Derivation? _derivation;

    public LoopScope(ConcurrencyModel model, MethodFacts method, ILoopOperation loop)
    {
        _model = model;
        _method = method;
        Loop = loop;
        _variables = loop.Locals.Cast<ISymbol>().ToImmutableArray();
        if (loop is IWhileLoopOperation { Condition: IInvocationOperation { Instance: ILocalReferenceOperation { Local: var enumerator } } })
            _variables = _variables.Add(enumerator);
        _items = WhileItems.Of(loop, method);
        if (_items is not null)
            _variables = _variables.Union(_items.Variables, SymbolEqualityComparer.Default).ToImmutableArray();
        _trace = method.Provenance.Trace(_variables, _run);
        _trace.Slots = LoopSlots.Of(loop);
    }

    public ILoopOperation Loop { get; }

    /// <summary>The variables that change from one iteration to the next because the loop says so.</summary>
    public ImmutableArray<ISymbol> Variables => _variables;

    public Place Locate(IOperation? expression) => _trace.Of(expression);

    public Effects EffectsOf(ImmutableArray<IOperation> operations, ImmutableArray<IOperation> except = default)
    {
        var reader = new EffectReader(_model, _trace, _run) { HasAlone = HasAlone };
        foreach (var operation in operations)
            reader.Read(operation, except.IsDefault ? null : except);
        return reader.Effects;
    }

    /// <summary>True for what the body opens for each item, by something of the item: a file of its name, what it was answered.</summary>
    private bool HasAlone(IOperation expression)
    {
        // 'response.Content' belongs to the response.
        expression = expression.Unwrapped();
        while (expression is IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } owner })
            expression = owner.Unwrapped();
        if (expression is not ILocalReferenceOperation { Local: var local } || !IsOwn(new Place(RootKind.Local, local, null, false)) || _variables.Contains(local, SymbolEqualityComparer.Default))
            return false;

        _derivation ??= new Derivation(ImmutableArray.Create<IOperation>(Loop.Body), _variables);
        return _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0] is { } opened
            && !_derivation.SeedsIn(opened).IsEmpty
            && !opened.Descendants().Any(part => part is IFieldReferenceOperation { Field: { Name: "Append", ContainingType.Name: "FileMode" } });
    }

    /// <summary>True for the item of an iteration and what it leads to.</summary>
    public bool IsItem(Place place) =>
        (Loop is IForEachLoopOperation || _items is not null) && place.Root is { } root && _variables.Contains(root, SymbolEqualityComparer.Default);

    /// <summary>True for the item of an iteration itself, as opposed to what it leads to.</summary>
    public bool IsItemItself(Place place) =>
        IsItem(place) && place is { Kind: RootKind.Local, Member: null, Below: false }
        || _items is { IsCounted: true, Source: var list } && place == Locate(list).Content;

    /// <summary>True when the catalogue says that the call reaches the outside.</summary>
    public bool IsKnownIo(IInvocationOperation call) => (_model.Apis.Of(call.TargetMethod) & ApiFlags.Io) != 0;

    /// <summary>True when a function inside this one, or one around it, may change the variable or what it holds.</summary>
    public bool IsChangedByFunctions(Place place)
    {
        if (!place.Root!.DeclaringSyntaxReferences.Any(reference => _method.Bodies.Any(body => body.Syntax.SyntaxTree == reference.SyntaxTree && body.Syntax.Span.Contains(reference.Span))))
            return place.Kind == RootKind.Local;

        foreach (var function in _method.Operations.Where(o => o is IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            foreach (var operation in function.Descendants())
            {
                var symbol = (operation as ILocalReferenceOperation)?.Local ?? (ISymbol?)(operation as IParameterReferenceOperation)?.Parameter;
                if (SymbolEqualityComparer.Default.Equals(symbol, place.Root) && (place.Below || operation.Parent is IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }))
                    return true;
            }
        }

        return false;
    }

    /// <summary>True when each iteration has a place of its own behind this name.</summary>
    public bool IsOwn(Place place)
    {
        if (place.Kind == RootKind.Fresh)
            return true;
        if (place.Kind is not (RootKind.Local or RootKind.Parameter) || place.Root is not { } root)
            return false;

        foreach (var variable in _variables)
        {
            if (SymbolEqualityComparer.Default.Equals(variable, root))
                return true;
        }

        // Declared in the body, or by a lambda in the body.
        foreach (var declaration in root.DeclaringSyntaxReferences)
        {
            if (declaration.SyntaxTree == Loop.Syntax.SyntaxTree && Loop.Body.Syntax.Span.Contains(declaration.Span))
                return true;
        }

        return false;
    }
}
