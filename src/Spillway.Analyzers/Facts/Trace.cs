using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Spillway.Analyzers.Facts.Queries;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Follows an expression back to the state it stands for: through locals, members, element accesses and calls whose result
/// belongs to their receiver. For one question, by one thread.
/// </summary>
internal sealed class Trace
{
    private const int LongestChain = 16;

    private readonly ConcurrencyModel _model;
    private readonly Provenance _provenance;
    private readonly IReadOnlyCollection<ISymbol> _stop;
    private readonly SummaryRun _run;
    private readonly Dictionary<ILocalSymbol, Place> _known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IOperation, Place> _calls = new();

    public Trace(ConcurrencyModel model, Provenance provenance, IReadOnlyCollection<ISymbol> stop, SummaryRun run)
    {
        _model = model;
        _provenance = provenance;
        _stop = stop;
        _run = run;
    }

    /// <summary>The collections of which each iteration of a counted loop uses its own element only, and the counter.</summary>
    public (ISymbol Counter, IReadOnlyCollection<ISymbol> Collections)? Slots { get; set; }

    /// <summary>The place of an iteration's own element, or null for any other expression.</summary>
    public Place? SlotOf(IOperation element)
    {
        if (Slots is not var (counter, collections))
            return null;

        var (collection, index) = LoopSlots.Parts(element);
        return collection is not null && LoopSlots.Variable(collection) is { } variable && LoopSlots.IsCounter(index, counter) && Contains(collections, variable)
            ? new Place(RootKind.Local, counter, null, false)
            : null;
    }

    /// <summary>The lambda that <paramref name="local"/> holds, where it never holds anything else.</summary>
    public IAnonymousFunctionOperation? FunctionIn(ILocalSymbol local) => _provenance.FunctionIn(local);

    /// <summary>Every value that <paramref name="local"/> may hold; null stands for a value that cannot be followed.</summary>
    public IReadOnlyList<IOperation?> ValuesOf(ILocalSymbol local) => _provenance.ValuesOf(local);

    /// <summary>True for a variable that stands for itself, such as that of the loop in question.</summary>
    public bool Stops(ILocalSymbol local) => Contains(_stop, local);

    /// <summary>The state behind <paramref name="expression"/>.</summary>
    public Place Of(IOperation? expression) => Of(expression, 0);

    private Place Of(IOperation? expression, int depth)
    {
        if (expression is null)
            return Place.Unknown;
        if (depth > LongestChain)
            return Place.Unknown;

        expression = expression.Unwrapped();
        if (SlotOf(expression) is { } slot)
            return slot;

        switch (expression)
        {
            case ILocalReferenceOperation { Local: var local }:
                return OfLocal(local, depth);

            // A cache makes an entry for each value that it asks for.
            case IParameterReferenceOperation { Parameter: { Type: { Name: "ICacheEntry", ContainingNamespace: { Name: "Memory", ContainingNamespace.Name: "Caching" } }, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } }:
                return Place.Fresh;

            case IParameterReferenceOperation { Parameter: var parameter }:
                return Place.Of(parameter);

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return Place.This;

            // The object that an initialiser fills is the one that is being made.
            case IInstanceReferenceOperation:
                return Place.Fresh;

            case IFieldReferenceOperation { Field: { IsStatic: true } field }:
                return new Place(RootKind.Static, field, null, false);

            case IFieldReferenceOperation { Field: var field, Instance: var instance }:
                return Of(instance, depth + 1).Of(field);

            case IPropertyReferenceOperation { Property: { IsStatic: true } property }:
                return new Place(RootKind.Static, property, null, false);

            case IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: var instance }:
                return Of(instance, depth + 1).Content;

            case IPropertyReferenceOperation { Property: var property, Instance: var instance }:
                return Of(instance, depth + 1).Of(property);

            case IArrayElementReferenceOperation { ArrayReference: var array }:
                return Of(array, depth + 1).Content;

            case IAwaitOperation { Operation: var awaited }:
                return Of(awaited, depth + 1);

            case IInvocationOperation call:
                return OfCall(call, depth);

            case IConditionalAccessOperation { WhenNotNull: var member }:
                return Of(member, depth + 1);

            case IConditionalAccessInstanceOperation instance:
                return Of(instance.Receiver(), depth + 1);

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return LeastKnown(Of(first, depth + 1), Of(second, depth + 1));

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return LeastKnown(Of(first, depth + 1), Of(second, depth + 1));

            case ISimpleAssignmentOperation { Value: var value }:
                return Of(value, depth + 1);

            case IDeclarationExpressionOperation { Expression: var declared }:
                return Of(declared, depth + 1);

            case IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation or ITypeParameterObjectCreationOperation
                or ILiteralOperation or IInterpolatedStringOperation or IDefaultValueOperation or IWithOperation or ITupleOperation
                or IBinaryOperation or IUnaryOperation or IIncrementOrDecrementOperation or ITypeOfOperation or IDelegateCreationOperation or IAnonymousFunctionOperation
                or ISizeOfOperation or INameOfOperation or IIsPatternOperation or IIsTypeOperation:
                return Place.Fresh;

            default:
                return expression.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CollectionExpressionSyntax ? Place.Fresh : Place.Unknown;
        }
    }

    private Place OfLocal(ILocalSymbol local, int depth)
    {
        var itself = new Place(RootKind.Local, local, null, false);
        if (Contains(_stop, local) || local.Type.IsValueType)
            return itself;
        if (_known.TryGetValue(local, out var known))
            return known;

        // While a variable is looked up, a value that is made from itself adds nothing.
        _known[local] = Place.Fresh;

        // A variable that holds what we made ourselves, or one of several things, is its own name for it; an alias is not.
        Place? alias = null;
        foreach (var value in _provenance.ValuesOf(local))
        {
            var place = value is null ? Place.Unknown : Of(value, depth + 1);
            if (place.Kind != RootKind.Fresh)
                alias = alias is { } other && other != place ? Place.Unknown : place;
        }

        return _known[local] = alias ?? itself;
    }

    private Place OfCall(IInvocationOperation call, int depth)
    {
        // Calls are chained, and each link may stand behind several results: without this, long chains take exponential time.
        if (!_calls.TryGetValue(call, out var place))
            _calls[call] = place = FollowCall(call, depth);
        return place;
    }

    private Place FollowCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method.Name is "ConfigureAwait" or "AsTask" or "AsEnumerable" or "WaitAsync" or "GetAwaiter" && method.ContainingAssembly.IsFramework())
            return Of(call.Instance ?? FirstArgument(call), depth + 1);

        var flags = _model.Apis.Of(method);
        if ((flags & (ApiFlags.Fresh | ApiFlags.Io)) != 0)
            return Place.Fresh;

        // What cannot be changed and used wrongly needs no owner.
        var result = method.ReturnType.AwaitedResult() ?? method.ReturnType;
        if (_model.Confinement.Of(result).Safety is Safety.Immutable or Safety.Shareable)
            return Place.Fresh;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return Place.Unknown;

        var targets = _model.Implementations.TargetsOf(method);
        if (!targets.IsEmpty)
        {
            Place? all = null;
            foreach (var target in targets)
            {
                foreach (var returned in _model.Summaries.Of(target, _run).Returns)
                {
                    var place = Summary.TranslateResult(returned, target, call, argument => Of(argument, depth + 1));
                    all = all is { } other ? LeastKnown(other, place) : place;
                }
            }

            return all ?? Place.Fresh;
        }

        // A member of the framework gives a part of its receiver; a static one, or an extension, a part of its first argument.
        var owner = call.Instance ?? FirstArgument(call);
        return owner is null || !method.ContainingAssembly.IsFramework() && !Refines(method, owner) ? Place.Unknown : Of(owner, depth + 1).Content;
    }

    /// <summary>An operator that says more about a query gives a query through the same context.</summary>
    private static bool Refines(IMethodSymbol method, IOperation query) =>
        method.IsExtensionMethod && DatabaseCall.IsQueryable(method.ReturnType) && DatabaseCall.IsQueryable(query.Unwrapped().Type);

    private static IOperation? FirstArgument(IInvocationOperation call) =>
        call.Arguments.IsEmpty ? null : call.Arguments[0].Value;

    private static Place LeastKnown(Place first, Place second)
    {
        if (first.Kind == RootKind.Fresh || first == second)
            return second;
        return second.Kind == RootKind.Fresh ? first : Place.Unknown;
    }

    private static bool Contains(IReadOnlyCollection<ISymbol> symbols, ISymbol symbol)
    {
        foreach (var one in symbols)
        {
            if (SymbolEqualityComparer.Default.Equals(one, symbol))
                return true;
        }

        return false;
    }
}
