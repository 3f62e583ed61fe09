using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// Follows an expression back to the state it stands for: through locals, members, element accesses and calls whose result
/// belongs to their receiver. One instance serves one body of code, nested functions included.
/// </summary>
internal sealed class Provenance
{
    private const int LongestChain = 16;

    private readonly ConcurrencyModel _model;
    private readonly Lazy<Dictionary<ILocalSymbol, List<IOperation?>>> _values;

    public Provenance(ConcurrencyModel model, IEnumerable<IOperation> bodies)
    {
        _model = model;
        _values = new Lazy<Dictionary<ILocalSymbol, List<IOperation?>>>(() => CollectValues(bodies), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The state behind <paramref name="expression"/>.</summary>
    /// <param name="expression">What is evaluated.</param>
    /// <param name="stop">Variables that stand for themselves, such as the variable of the loop in question.</param>
    /// <param name="run">The summaries in progress.</param>
    public Place Of(IOperation? expression, IReadOnlyCollection<ISymbol> stop, SummaryRun run) => Of(expression, stop, run, 0);

    /// <summary>The lambda that <paramref name="local"/> holds, where it never holds anything else.</summary>
    public IAnonymousFunctionOperation? FunctionIn(ILocalSymbol local)
    {
        if (!_values.Value.TryGetValue(local, out var values) || values.Count != 1)
            return null;

        return values[0]?.Unwrapped() switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
            IAnonymousFunctionOperation lambda => lambda,
            _ => null,
        };
    }

    private Place Of(IOperation? expression, IReadOnlyCollection<ISymbol> stop, SummaryRun run, int depth)
    {
        if (expression is null)
            return Place.Unknown;
        if (depth > LongestChain)
            return Place.Unknown;

        expression = expression.Unwrapped();
        switch (expression)
        {
            case ILocalReferenceOperation { Local: var local }:
                return OfLocal(local, stop, run, depth);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return new Place(RootKind.Parameter, parameter, null, false);

            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return Place.This;

            // The object that an initialiser fills is the one that is being made.
            case IInstanceReferenceOperation:
                return Place.Fresh;

            case IFieldReferenceOperation { Field: { IsStatic: true } field }:
                return new Place(RootKind.Static, field, null, false);

            case IFieldReferenceOperation { Field: var field, Instance: var instance }:
                return Of(instance, stop, run, depth + 1).Of(field);

            case IPropertyReferenceOperation { Property: { IsStatic: true } property }:
                return new Place(RootKind.Static, property, null, false);

            case IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: var instance }:
                return Of(instance, stop, run, depth + 1).Content;

            case IPropertyReferenceOperation { Property: var property, Instance: var instance }:
                return Of(instance, stop, run, depth + 1).Of(property);

            case IArrayElementReferenceOperation { ArrayReference: var array }:
                return Of(array, stop, run, depth + 1).Content;

            case IAwaitOperation { Operation: var awaited }:
                return Of(awaited, stop, run, depth + 1);

            case IInvocationOperation call:
                return OfCall(call, stop, run, depth);

            case IConditionalAccessOperation { WhenNotNull: var member }:
                return Of(member, stop, run, depth + 1);

            case IConditionalAccessInstanceOperation instance:
                return Of(ReceiverOf(instance), stop, run, depth + 1);

            case IConditionalOperation { WhenTrue: var first, WhenFalse: { } second }:
                return LeastKnown(Of(first, stop, run, depth + 1), Of(second, stop, run, depth + 1));

            case ICoalesceOperation { Value: var first, WhenNull: var second }:
                return LeastKnown(Of(first, stop, run, depth + 1), Of(second, stop, run, depth + 1));

            case ISimpleAssignmentOperation { Value: var value }:
                return Of(value, stop, run, depth + 1);

            case IDeclarationExpressionOperation { Expression: var declared }:
                return Of(declared, stop, run, depth + 1);

            case IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation or ITypeParameterObjectCreationOperation
                or ILiteralOperation or IInterpolatedStringOperation or IDefaultValueOperation or IWithOperation or ITupleOperation
                or IBinaryOperation or IUnaryOperation or ITypeOfOperation or IDelegateCreationOperation or IAnonymousFunctionOperation
                or ISizeOfOperation or INameOfOperation or IIsPatternOperation or IIsTypeOperation:
                return Place.Fresh;

            default:
                return expression.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CollectionExpressionSyntax ? Place.Fresh : Place.Unknown;
        }
    }

    private Place OfLocal(ILocalSymbol local, IReadOnlyCollection<ISymbol> stop, SummaryRun run, int depth)
    {
        var itself = new Place(RootKind.Local, local, null, false);
        if (Contains(stop, local) || local.Type.IsValueType || !_values.Value.TryGetValue(local, out var values))
            return itself;

        // A variable that holds what we made ourselves, or one of several things, is its own name for it; an alias is not.
        Place? alias = null;
        foreach (var value in values)
        {
            var place = value is null ? Place.Unknown : Of(value, stop, run, depth + 1);
            if (place.Kind == RootKind.Fresh)
                continue;
            if (place.Kind == RootKind.Unknown)
                return Place.Unknown;
            alias = alias is { } other && other != place ? Place.Unknown : place;
        }

        return alias ?? itself;
    }

    private Place OfCall(IInvocationOperation call, IReadOnlyCollection<ISymbol> stop, SummaryRun run, int depth)
    {
        var method = call.TargetMethod;
        var flags = _model.Apis.Of(method);
        if ((flags & (ApiFlags.Fresh | ApiFlags.Io)) != 0)
            return Place.Fresh;

        // What cannot be changed and used wrongly needs no owner.
        var result = method.ReturnType.AwaitedResult() ?? method.ReturnType;
        if (_model.Confinement.Of(result).Safety is Safety.Immutable or Safety.Shareable)
            return Place.Fresh;

        if (method.Name is "ConfigureAwait" or "AsTask" or "AsEnumerable" or "WaitAsync" or "GetAwaiter" && method.ContainingAssembly.IsFramework())
            return Of(call.Instance ?? FirstArgument(call), stop, run, depth + 1);

        var targets = _model.Implementations.TargetsOf(method);
        if (!targets.IsEmpty)
        {
            Place? all = null;
            foreach (var target in targets)
            {
                foreach (var returned in _model.Summaries.Of(target, run).Returns)
                {
                    var place = Summary.Translate(returned, target, call, argument => Of(argument, stop, run, depth + 1));
                    all = all is { } other ? LeastKnown(other, place) : place;
                }
            }

            return all ?? Place.Fresh;
        }

        // A member of the framework gives a part of its receiver; a static one, or an extension, a part of its first argument.
        var owner = call.Instance ?? FirstArgument(call);
        return owner is null || !method.ContainingAssembly.IsFramework() ? Place.Unknown : Of(owner, stop, run, depth + 1).Content;
    }

    private static IOperation? ReceiverOf(IConditionalAccessInstanceOperation instance)
    {
        for (IOperation? child = instance, parent = instance.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
                return access.Operation;
        }

        return null;
    }

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

    /// <summary>Every value that each local may hold; null stands for a value that cannot be followed.</summary>
    private static Dictionary<ILocalSymbol, List<IOperation?>> CollectValues(IEnumerable<IOperation> bodies)
    {
        var values = new Dictionary<ILocalSymbol, List<IOperation?>>(SymbolEqualityComparer.Default);
        void Add(ILocalSymbol local, IOperation? value)
        {
            if (!values.TryGetValue(local, out var list))
                values[local] = list = new List<IOperation?>();
            list.Add(value);
        }

        foreach (var body in bodies)
        {
            foreach (var operation in body.DescendantsAndSelf())
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer:
                        Add(local, initializer.Value);
                        break;

                    case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var local }, Collection: var collection }:
                        Add(local, collection);
                        break;

                    case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: var value }:
                        Add(local, value);
                        break;

                    case IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } pattern:
                        Add(local, Matched(pattern));
                        break;

                    case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: var target } argument
                        when Declared(target) is { } local:
                        Add(local, (argument.Parent as IInvocationOperation)?.Instance);
                        break;

                    case IDeconstructionAssignmentOperation { Target: var target, Value: var value }:
                        foreach (var part in target.DescendantsAndSelf())
                        {
                            if (part is ILocalReferenceOperation { Local: var local })
                                Add(local, value);
                        }

                        break;
                }
            }
        }

        return values;
    }

    private static ILocalSymbol? Declared(IOperation target) => target switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } => reference.Local,
        _ => null,
    };

    private static IOperation? Matched(IOperation pattern)
    {
        for (var current = pattern.Parent; current is not null; current = current.Parent)
        {
            if (current is IIsPatternOperation match)
                return match.Value;
            if (current is ISwitchOperation statement)
                return statement.Value;
            if (current is ISwitchExpressionOperation expression)
                return expression.Value;
        }

        return null;
    }
}
