using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>A call that goes to the database once for each item, always through the same context or connection.</summary>
/// <param name="Operation">The call in the loop.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Name">The name of the call in the loop.</param>
/// <param name="Through">The name of the context or connection.</param>
/// <param name="Iteration">The loop that repeats it.</param>
/// <param name="Direct">The round trip itself, where the loop makes it and no method that it calls.</param>
/// <param name="IsKeyed">True when it asks for something else each time.</param>
/// <param name="Because">What shows it.</param>
internal sealed record RepeatedCall(
    IOperation Operation, DatabaseCallKind Kind, string Name, string Through, Iteration Iteration, DatabaseCall? Direct, bool IsKeyed, ImmutableArray<Witness> Because)
{
    /// <summary>How a method that asks uses what it is given of the item.</summary>
    public KeyUse Use { get; init; }

    /// <summary>The name of what it is asked for: the item, or a part of it that a loop further inside goes over.</summary>
    public string Item => Operation.OwnAncestors().TakeWhile(around => !ReferenceEquals(around, Iteration.Loop)).OfType<IForEachLoopOperation>()
        .Where(inner => !inner.Collection.DescendantsAndSelf().Contains(Operation) && !Iteration.Derivation.SeedsIn(inner.Collection).IsEmpty)
        .SelectMany(inner => Derivation.Declared(inner.LoopControlVariable)).FirstOrDefault()?.Name ?? Iteration.Item;

    /// <summary>True where a selector starts a task for each item: they are all on their way before the first of them is awaited.</summary>
    public bool IsOfTasks => Iteration is { Loop: null, Turn.Parent: IAnonymousFunctionOperation { Symbol: { } lambda } } && lambda.ReturnType.IsTaskLike();

    public static ImmutableArray<RepeatedCall> FindIn(MethodFacts method)
    {
        var isOfLambda = method.Bodies.Length == 1 && Iteration.ItemsOfLambda(method.Bodies[0], method.Model) is not null;
        var operations = method.Operations;
        if (!isOfLambda && !operations.Any(o => o is ILoopOperation or IMethodReferenceOperation))
            return ImmutableArray<RepeatedCall>.Empty;

        var search = new RepeatedCallSearch(method, isOfLambda);
        return operations.SelectMany(search.Of).ToImmutableArray();
    }
}

/// <summary>Looks at one call of a body after the other.</summary>
internal sealed class RepeatedCallSearch
{
    private readonly ConcurrencyModel _model;
    private readonly MethodFacts _method;
    private readonly bool _isOfLambda;
    private readonly OnDemand<Iteration?> _lambda;
    private readonly Trace _trace;
    private readonly Dictionary<ILoopOperation, Iteration?> _loops = new();

    public RepeatedCallSearch(MethodFacts method, bool isOfLambda)
    {
        _model = method.Model;
        _method = method;
        _isOfLambda = isOfLambda;

        // How many items there are is a longer question than whether there is anything to ask about.
        _lambda = new OnDemand<Iteration?>(() => isOfLambda ? Iteration.OfLambda(method.Bodies[0], method.Model) : null);
        _trace = method.Provenance.Trace(ImmutableArray<ISymbol>.Empty, new SummaryRun());
    }

    /// <summary>What <paramref name="operation"/> asks for each item; a call of a method may both ask and save.</summary>
    public IEnumerable<RepeatedCall> Of(IOperation operation)
    {
        switch (operation)
        {
            case IMethodReferenceOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation outer } argument } } group:
                return Iteration.AllItems(outer, argument, _model) is { } items && OfGroup(group, outer, items) is { } repeated && !Iteration.IsFew(Origin.OfItems(items, _model)) ? One(repeated) : None;

            case IInvocationOperation or IForEachLoopOperation:
                if (!MayRepeat(operation))
                    return None;
                var direct = DatabaseCall.Of(operation, _model, _method.Provenance);
                if (direct is null && (operation is not IInvocationOperation called || !_model.Queries.Behind(called).Any()))
                    return None;
                var around = Around(operation).ToList();
                if (around.Count == 0)
                    return None;
                if (direct is not null)
                    return One(direct.Kind == DatabaseCallKind.Save ? OfSave(direct, around) : OfQuery(direct, around));
                return Behind((IInvocationOperation)operation, around);

            default:
                return None;
        }
    }

    private static IEnumerable<RepeatedCall> None => ImmutableArray<RepeatedCall>.Empty;

    private static IEnumerable<RepeatedCall> One(RepeatedCall? call) => call is null ? None : ImmutableArray.Create(call);

    private bool MayRepeat(IOperation operation) => _isOfLambda || operation.OwnAncestors().Any(around => around is ILoopOperation);

    /// <summary>The iterations that repeat <paramref name="operation"/>, innermost first; empty where it runs only after a failure.</summary>
    private IEnumerable<Iteration> Around(IOperation operation)
    {
        var child = operation;
        foreach (var around in operation.OwnAncestors())
        {
            if (around is ICatchClauseOperation)
                yield break;

            if (around is ILoopOperation loop && ReferenceEquals(loop.Body, child) && IterationOf(loop) is { } iteration)
                yield return iteration;
            child = around;
        }

        if (_lambda.Value is { } lambda)
            yield return lambda;
    }

    private Iteration? IterationOf(ILoopOperation loop)
    {
        if (!_loops.TryGetValue(loop, out var iteration))
            _loops[loop] = iteration = Iteration.Of(loop, _method);
        return iteration;
    }

    private IEnumerable<RepeatedCall> Behind(IInvocationOperation call, List<Iteration> around)
    {
        RepeatedCall? save = null;
        RepeatedCall? ask = null;
        foreach (var (target, query) in _model.Queries.Behind(call))
        {
            var through = ThroughOf(call, query);
            var root = query.RootFor(call, target, _trace.Of);

            // A query that is handed on goes through the context that it starts at, and asks what has been said of it so far.
            var said = ImmutableArray<IOperation>.Empty;
            if (through is not null && DatabaseCall.IsQueryable(through.Type) && QuerySource.Of(through, _model, _method.Provenance) is { } source && !ReferenceEquals(source.Root, through))
                (through, root, said) = (source.Root, _trace.Of(source.Root), source.Inputs);
            foreach (var iteration in around)
            {
                if (!(through is null ? IsOutside(root, iteration) : IsShared(through, root, iteration)) || Remembers(iteration))
                    break;

                var keys = MethodQueries.ArgumentsFor(call, query.Keys).AddRange(MethodQueries.QuestionsFor(call, query).Where(question => IsMade(question, iteration))).AddRange(said);
                var isKeyed = IsKeyed(keys, iteration);
                var isOne = keys.Where(key => !iteration.Derivation.SeedsIn(key).IsEmpty).Select(key => key.Syntax.ToString()).Distinct().Count() < 2;
                var found = Found(call, query.Kind, call.TargetMethod.Name, NameOf(through) ?? root.Name, iteration, null, isKeyed, query.Path)
                    with { Use = query.Use == KeyUse.None ? KeyUse.None : isOne ? KeyUse.One : KeyUse.Several };
                if (query.Kind == DatabaseCallKind.Save)
                    save ??= found;
                else if (isKeyed)
                    ask ??= found;
            }
        }

        return One(ask).Concat(One(save));
    }

    /// <summary>True for an object that each turn makes for its item.</summary>
    private bool IsMade(IOperation question, Iteration iteration) => question.Unwrapped() switch
    {
        IObjectCreationOperation => true,
        ILocalReferenceOperation { Local: var local } => iteration.Declares(local) && _method.Provenance.ValuesOf(local) is { Count: 1 } values && values[0]?.Unwrapped() is IObjectCreationOperation,
        _ => false,
    };

    private RepeatedCall? OfQuery(DatabaseCall query, List<Iteration> around)
    {
        foreach (var iteration in around)
        {
            if (!IsShared(query.Root, _trace.Of(query.Root), iteration) || query.IsPaged || (query.IsText && IsAnotherText(query, iteration)) || SetsPerItem(query, iteration) || Remembers(iteration) || (query.IsText && SqlCommand.AddsIn(iteration.Turn)))
                return null;
            if (IsKeyed(query.Inputs, iteration))
                return Found(query.Operation, query.Kind, query.Name, NameOf(query.Root) ?? "this", iteration, query, isKeyed: true, ImmutableArray<Witness>.Empty);
        }

        return null;
    }

    /// <summary>A save leaves all the loops that it can leave.</summary>
    private RepeatedCall? OfSave(DatabaseCall save, List<Iteration> around)
    {
        RepeatedCall? outermost = null;
        foreach (var iteration in around)
        {
            if (!IsShared(save.Root, _trace.Of(save.Root), iteration))
                break;

            var found = Found(save.Operation, save.Kind, save.Name, NameOf(save.Root) ?? "this", iteration, save, isKeyed: false, ImmutableArray<Witness>.Empty);
            if (outermost is not null && SaveLoop.Of(found, _method) is null)
                break;
            outermost = found;
        }

        return outermost;
    }

    private RepeatedCall? OfGroup(IMethodReferenceOperation group, IInvocationOperation outer, IOperation items)
    {
        foreach (var (_, query) in _model.Queries.Of(group.Method))
        {
            if (query.Kind == DatabaseCallKind.Save || !query.Keys.Any(key => key.Ordinal == 0) || query.Root.Kind is not (RootKind.This or RootKind.Static))
                continue;

            var place = group.Instance is null ? query.Root : _trace.Of(group.Instance);
            if (place.Kind is RootKind.Fresh or RootKind.Unknown)
                continue;

            var iteration = new Iteration(outer, items.Syntax, ImmutableArray<ISymbol>.Empty, null);
            return Found(group, query.Kind, group.Method.Name, NameOf(group.Instance) ?? query.Root.Name, iteration, null, isKeyed: true, query.Path);
        }

        return null;
    }

    private RepeatedCall Found(IOperation operation, DatabaseCallKind kind, string name, string through, Iteration iteration, DatabaseCall? direct, bool isKeyed, ImmutableArray<Witness> path) =>
        new(operation, kind, name, through, iteration, direct, isKeyed, path.Insert(0, Witness.At(iteration.Header, "once for each of these")));

    /// <summary>The argument or receiver of <paramref name="call"/> that brings the context along; null for the current object.</summary>
    private static IOperation? ThroughOf(IInvocationOperation call, MethodQuery query) => query.Root switch
    {
        { Kind: RootKind.Parameter, Root: IParameterSymbol parameter } => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value,
        { Kind: RootKind.This } => call.Instance,
        _ => null,
    };

    /// <summary>True when all items go through the same <paramref name="root"/>, and not each through its own.</summary>
    private static bool IsShared(IOperation root, Place place, Iteration iteration)
    {
        // A variable from outside the loop holds the same object in every turn, wherever that came from.
        var isKept = root.Unwrapped() is ILocalReferenceOperation { Local: var local } && !iteration.Declares(local);
        if (!(isKept || IsOutside(place, iteration)) || !iteration.Derivation.SeedsIn(root).IsEmpty)
            return false;

        // What the loop sets anew holds another context each time.
        return !iteration.IsCarried(root);
    }

    private static bool IsOutside(Place place, Iteration iteration) =>
        place.Kind is RootKind.This or RootKind.Static or RootKind.Parameter or RootKind.Local && (place.Root is not { } root || !iteration.Declares(root));

    /// <summary>True when the item decides what is asked for, and nothing that an earlier item has left behind.</summary>
    private static bool IsKeyed(ImmutableArray<IOperation> inputs, Iteration iteration)
    {
        if (iteration.Derivation.KeysIn(inputs).IsEmpty)
            return false;

        return !inputs.Any(iteration.IsCarried);
    }

    /// <summary>True when the turn first looks into something that outlives the loop and keeps what was asked before.</summary>
    private bool Remembers(Iteration iteration)
    {
        foreach (var operation in iteration.Turn.OwnOperations())
        {
            if (operation is not IInvocationOperation call)
                continue;
            if ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Cache) != 0)
                return true;
            if (call is { TargetMethod.Name: "TryGetValue" or "ContainsKey", Instance: { } kept } && kept.Unwrapped() is IFieldReferenceOperation { Field: var field } && iteration.Turn.Descendants().Any(o => IsFilled(o, field)))
                return true;
        }

        return false;
    }

    private static bool IsFilled(IOperation operation, IFieldSymbol field) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation kept } } => SymbolEqualityComparer.Default.Equals(kept.Field, field),
        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "AddOrUpdate" or "Set", Instance: IFieldReferenceOperation kept } => SymbolEqualityComparer.Default.Equals(kept.Field, field),
        _ => false,
    };

    /// <summary>True for a change of rows whose new values come with the item: no command for all of them has one value to set.</summary>
    private static bool SetsPerItem(DatabaseCall query, Iteration iteration) =>
        query is { Kind: DatabaseCallKind.Command, IsText: false, Operation: IInvocationOperation call }
        && call.Arguments.Skip(1).Any(argument => !iteration.Derivation.SeedsIn(argument.Value).IsEmpty);

    /// <summary>True when every item brings a text of its own: a script, a statement of a migration.</summary>
    private static bool IsAnotherText(DatabaseCall call, Iteration iteration) =>
        call.Inputs.Any(input => input.Unwrapped() is { Type.SpecialType: SpecialType.System_String } text
            && text is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation && !iteration.Derivation.SeedsIn(text).IsEmpty);

    private static string? NameOf(IOperation? expression) => expression?.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        IInvocationOperation call => call.TargetMethod.Name,
        null or IInstanceReferenceOperation => null,
        var other => other.Type?.Name,
    };
}
