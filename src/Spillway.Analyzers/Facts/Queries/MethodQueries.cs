using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>A round trip that a method makes, in terms of its own receiver and parameters.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Name">The call that asks.</param>
/// <param name="Root">The context or connection that it goes through.</param>
/// <param name="Keys">The parameters that say for which one it asks.</param>
/// <param name="IsQuestion">True when what the object was made with says so, too: it is a question of its own.</param>
/// <param name="Questions">The parameters that bring such an object along.</param>
/// <param name="Use">How it uses them.</param>
/// <param name="Path">The calls on the way, outermost first; the last one asks.</param>
internal sealed record MethodQuery(DatabaseCallKind Kind, string Name, Place Root, ImmutableArray<IParameterSymbol> Keys, bool IsQuestion, ImmutableArray<IParameterSymbol> Questions, KeyUse Use, ImmutableArray<Witness> Path)
{
    /// <summary>The caller's name for the context.</summary>
    public Place RootFor(IInvocationOperation call, IMethodSymbol target, Func<IOperation, Place> locate) =>
        Root is { Kind: RootKind.Parameter, Root: IParameterSymbol parameter, Member: null, Below: false } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, target.OriginalDefinition)
            ? Summary.ArgumentOf(call, parameter, locate)
            : Summary.Translate(Root, target, argument => Summary.ArgumentOf(call, argument, locate));
}

/// <summary>Which round trips do the methods of this compilation make, directly or through others? Memoised; a method that calls itself adds nothing by that.</summary>
internal sealed class MethodQueries
{
    // A longer way from a loop to its query has not been met.
    private const int DeepestChain = 5;

    // A method longer than this does more than ask.
    private const int LongestMethod = 800;

    private static readonly ImmutableArray<MethodQuery> None = ImmutableArray<MethodQuery>.Empty;

    private static readonly ImmutableArray<IOperation> NoInputs = ImmutableArray<IOperation>.Empty;

    private readonly ConcurrencyModel _model;
    private readonly Depths<IMethodSymbol, ImmutableArray<MethodQuery>> _known;

    public MethodQueries(ConcurrencyModel model)
    {
        _model = model;
        _known = new(DeepestChain, None, SymbolEqualityComparer.Default, Read);
    }

    /// <summary>The round trips behind <paramref name="call"/> that all its targets agree on making: those of the first, when each of the others makes some.</summary>
    public ImmutableArray<(IMethodSymbol Target, MethodQuery Query)> Behind(IInvocationOperation call)
    {
        var height = 0;
        return Behind(call, DeepestChain, ref height);
    }

    /// <summary>The round trips of a call of <paramref name="method"/>, whatever the arguments.</summary>
    public ImmutableArray<(IMethodSymbol Target, MethodQuery Query)> Of(IMethodSymbol method)
    {
        var height = 0;
        return Of(method, DeepestChain, ref height);
    }

    private ImmutableArray<(IMethodSymbol Target, MethodQuery Query)> Behind(IInvocationOperation call, int left, ref int height) =>
        MayReach(call.TargetMethod) ? Of(call.TargetMethod, left, ref height) : ImmutableArray<(IMethodSymbol, MethodQuery)>.Empty;

    private ImmutableArray<(IMethodSymbol Target, MethodQuery Query)> Of(IMethodSymbol method, int left, ref int height)
    {
        var targets = _model.Implementations.TargetsOf(method);
        var found = ImmutableArray.CreateBuilder<(IMethodSymbol, MethodQuery)>();
        foreach (var target in targets)
        {
            var queries = _known.Of(target.OriginalDefinition, left, ref height);
            if (queries.IsEmpty)
                return ImmutableArray<(IMethodSymbol, MethodQuery)>.Empty;
            if (found.Count == 0)
                found.AddRange(queries.Select(query => (target, query)));
        }

        return found.ToImmutable();
    }

    /// <summary>Cheap: false for methods that have nothing at hand through which a database could be asked.</summary>
    private bool MayReach(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
            return true;
        if (method.DeclaringSyntaxReferences.IsEmpty || method.OnlyLogs() || (_model.Apis.Of(method) & ~KnownApisFlags.Roots) != ApiFlags.None)
            return false;

        return _model.Confinement.Of(method.ContainingType).Safety == Safety.Confined
            || method.Parameters.Any(parameter => _model.Confinement.Of(parameter.Type).Safety == Safety.Confined)
            || (method.ReducedFrom is { } extension && extension.Parameters.Any(parameter => _model.Confinement.Of(parameter.Type).Safety == Safety.Confined));
    }

    private ImmutableArray<MethodQuery> Read(IMethodSymbol method, int left, ref int height)
    {
        var bodies = _model.Summaries.BodiesOf(method);
        var operations = bodies.SelectMany(body => body.OwnOperations()).Take(LongestMethod + 1).ToList();
        if (operations.Count > LongestMethod || operations.Any(Remembers) || operations.Any(ReachesElsewhere))
            return None;

        var provenance = new Provenance(_model, bodies);
        var trace = provenance.Trace(ImmutableArray<ISymbol>.Empty, new SummaryRun());
        Derivation? derivation = null;
        var found = ImmutableArray.CreateBuilder<MethodQuery>();
        foreach (var operation in operations)
        {
            // What a loop of the callee asks is reported there; what a failure handler asks is asked rarely.
            if (operation.OwnAncestors().Any(around => around is ILoopOperation or ICatchClauseOperation))
                continue;

            if (DatabaseCall.Of(operation, _model, provenance) is { } call)
            {
                Add(operation, call.Kind, call.Name, trace.Of(call.Root), call.IsPaged ? NoInputs : call.Inputs, IsOfThis(call, method), NoInputs, null, ImmutableArray.Create(Witness.At(operation, $"'{call.Name}' goes to the database here")));
            }
            else if (operation is IInvocationOperation invocation && !SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.OriginalDefinition, method))
            {
                foreach (var (target, query) in Behind(invocation, left - 1, ref height))
                {
                    var root = query.RootFor(invocation, target, trace.Of);
                    Add(operation, query.Kind, query.Name, root, ArgumentsFor(invocation, query.Keys), query.IsQuestion && invocation.Instance is IInstanceReferenceOperation, QuestionsFor(invocation, query), query.Use, query.Path.Insert(0, Witness.At(operation, $"'{invocation.TargetMethod.Name}' is called here")));
                }
            }
        }

        return found.ToImmutable();

        void Add(IOperation at, DatabaseCallKind kind, string name, Place root, ImmutableArray<IOperation> inputs, bool isQuestion, ImmutableArray<IOperation> questions, KeyUse? use, ImmutableArray<Witness> path)
        {
            if (!IsFromOutside(root, method))
                return;
            if (kind == DatabaseCallKind.Save && !new SaveTurn(_model, provenance, bodies, at).CanWait)
                return;

            derivation ??= new Derivation(bodies, method.Parameters);
            var keys = derivation.KeysIn(inputs).OfType<IParameterSymbol>().ToImmutableArray();
            var given = questions.Select(question => (question.Unwrapped() as IParameterReferenceOperation)?.Parameter).OfType<IParameterSymbol>().Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)).ToImmutableArray();
            found.Add(new MethodQuery(kind, name, root, keys, isQuestion, given, use ?? KeyUses.Of(inputs, derivation), path));
        }
    }

    /// <summary>True for what the method found, as opposed to a context that it makes for itself.</summary>
    private static bool IsFromOutside(Place root, IMethodSymbol method) => root.Kind switch
    {
        RootKind.This or RootKind.Static => true,
        RootKind.Parameter => true,
        RootKind.Local => method.MethodKind == MethodKind.LocalFunction && root.Root is { } local && !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, method),
        _ => false,
    };

    /// <summary>
    /// True for a step that reaches something outside other than the database. Such a method does the work of an item, and a list of
    /// keys would not make it less.
    /// </summary>
    private bool ReachesElsewhere(IOperation operation) =>
        operation is IInvocationOperation call
        && _model.Apis.Of(call.TargetMethod) is var flags
        && (flags & (ApiFlags.Network | ApiFlags.Disk | ApiFlags.Delay)) != 0
        && (flags & (ApiFlags.Query | ApiFlags.Save | ApiFlags.Database)) == 0;

    /// <summary>True for a look into something that keeps what was asked before.</summary>
    private bool Remembers(IOperation operation) =>
        operation is IInvocationOperation call
        && ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Cache) != 0
            || (call is { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "TryGet", Instance: { } kept } && kept.Unwrapped() is IFieldReferenceOperation or IPropertyReferenceOperation));

    /// <summary>The arguments of <paramref name="call"/> for the given parameters of its target.</summary>
    public static ImmutableArray<IOperation> ArgumentsFor(IInvocationOperation call, ImmutableArray<IParameterSymbol> parameters) =>
        call.Arguments.Where(argument => parameters.Any(parameter => parameter.Ordinal == argument.Parameter?.Ordinal)).Select(argument => argument.Value).ToImmutableArray();

    /// <summary>The objects that hold the question which a call of the target of <paramref name="query"/> asks: the receiver, and arguments.</summary>
    public static ImmutableArray<IOperation> QuestionsFor(IInvocationOperation call, MethodQuery query)
    {
        var questions = ArgumentsFor(call, query.Questions);
        return query.IsQuestion && call.Instance is { } receiver and not IInstanceReferenceOperation ? questions.Add(receiver) : questions;
    }

    /// <summary>True when <paramref name="call"/> asks for a value that the object of <paramref name="method"/> holds for good.</summary>
    private static bool IsOfThis(DatabaseCall call, IMethodSymbol method) =>
        !method.IsStatic && method.MethodKind == MethodKind.Ordinary && !call.IsPaged && call.Inputs.SelectMany(input => input.DescendantsAndSelf()).Any(part => part switch
        {
            IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { SetMethod: null or { IsInitOnly: true } } property } => property.Type.IsPlainValue(),
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true } field } => field.Type.IsPlainValue(),
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => parameter.Type.IsPlainValue(),
            _ => false,
        });
}
