using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

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
    private Place? _source;

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
        var reader = new EffectReader(_model, _trace, _run) { HasAlone = HasAlone, IsPeer = IsPeer };
        foreach (var operation in operations)
            reader.Read(operation, except.IsDefault ? null : except);
        return reader.Effects;
    }

    /// <summary>True for the item itself, or the value of its entry, where that is a way to a peer of its own: another item is another one.</summary>
    public bool IsPeer(Place place) =>
        Loop is IForEachLoopOperation && place is { Kind: RootKind.Local, Root: ILocalSymbol { Type: var type } variable } && _variables.Contains(variable, SymbolEqualityComparer.Default)
        && place.Member switch
        {
            null => IsPeer(type),
            IPropertySymbol { Name: "Value", ContainingType.Name: "KeyValuePair" } => type is INamedTypeSymbol { TypeArguments: { Length: 2 } entry } && IsPeer(entry[1]),
            _ => false,
        };

    private bool IsPeer(IOperation expression) => expression.Type is { } type && IsPeer(type) && IsPeer(Locate(expression));

    private bool IsPeer(ITypeSymbol type) => type.SelfAndBases().Any(level => (_model.Apis.Of(level) & ApiFlags.Peer) != 0);

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

    /// <summary>True for the item of an iteration, and what is found from there.</summary>
    public bool IsOfItem(Place place) => place is { Kind: RootKind.Local, Root: { } root } && _variables.Contains(root, SymbolEqualityComparer.Default);

    /// <summary>True for what is found in what the loop goes over.</summary>
    public bool IsAmongItems(Place place)
    {
        _source ??= (Loop as IForEachLoopOperation)?.Collection is { } items ? EffectReader.HolderIn(items, _trace, _model, _run) : Place.Unknown;
        return place.Kind == _source.Value.Kind && place.Kind is not (RootKind.Unknown or RootKind.Fresh)
            && SymbolEqualityComparer.Default.Equals(place.Root, _source.Value.Root) && SymbolEqualityComparer.Default.Equals(place.Member, _source.Value.Member);
    }

    /// <summary>True for an object that the turn has made or was answered: no other turn knows it.</summary>
    public bool IsMadeInTurn(Place place) => place.Kind == RootKind.Fresh || place.Kind == RootKind.Local && !IsOfItem(place) && IsOwn(place);

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
