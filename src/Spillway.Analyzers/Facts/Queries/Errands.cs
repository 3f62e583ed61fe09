using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>What a method that goes to the database does there and elsewhere.</summary>
internal enum Errand
{
    /// <summary>It asks once: with all keys, it would ask once for all.</summary>
    Lookup,

    /// <summary>It asks several times for what belongs together, or saves what it has changed.</summary>
    Several,

    /// <summary>It sends, or waits for something else: it does the work of an item, and a list of keys would not make that less.</summary>
    Work,
}

/// <summary>Which errand do the methods of this compilation run? Memoised; recursion counts as work.</summary>
internal sealed class Errands
{
    private const int DeepestChain = 5;

    private readonly ConcurrencyModel _model;
    private readonly Depths<IMethodSymbol, Errand> _known;

    public Errands(ConcurrencyModel model)
    {
        _model = model;
        _known = new(DeepestChain, Errand.Work, SymbolEqualityComparer.Default, Read);
    }

    /// <summary>The errand of a call of <paramref name="method"/>: of all its targets, what does most.</summary>
    public Errand Of(IMethodSymbol method)
    {
        var height = 0;
        return Of(method, DeepestChain, ref height);
    }

    private Errand Of(IMethodSymbol method, int left, ref int height)
    {
        Errand? most = null;
        foreach (var target in _model.Implementations.TargetsOf(method))
        {
            var errand = _known.Of(target.OriginalDefinition, left, ref height);
            most = most > errand ? most : errand;
        }

        return most ?? Errand.Work;
    }

    private Errand Read(IMethodSymbol method, int left, ref int height)
    {
        var bodies = _model.Summaries.BodiesOf(method);
        var operations = bodies.SelectMany(body => body.OwnOperations()).ToList();
        var provenance = new Provenance(_model, bodies);
        var trips = new HashSet<IOperation>();
        var errand = Errand.Lookup;
        foreach (var operation in operations)
        {
            if (DatabaseCall.Of(operation, _model, provenance) is { } direct)
            {
                trips.Add(operation);
                if (direct.Kind == DatabaseCallKind.Save)
                    errand = Errand.Several;
            }
            else if (operation is IInvocationOperation call)
            {
                if (!_model.Queries.Behind(call).IsEmpty)
                {
                    trips.Add(operation);
                    var inner = Of(call.TargetMethod, left - 1, ref height);
                    errand = inner > errand ? inner : errand;
                }
                else if (_model.Apis.Of(call.TargetMethod) is var flags && (flags & ApiFlags.Io) != 0)
                {
                    return Errand.Work;
                }
            }

            if (errand == Errand.Work)
                return Errand.Work;
        }

        // What else is awaited takes its time for each item as well.
        var isRepeated = trips.Any(trip => trip.OwnAncestors().Any(around => around is ILoopOperation loop && !ReferenceEquals(loop, trip)));
        var waits = operations.OfType<IAwaitOperation>().Where(await => await.Operation.Unwrapped() is not ILocalReferenceOperation);
        if (waits.Any(await => !await.Descendants().Any(trips.Contains)))
            return Errand.Work;

        return trips.Count > 1 || isRepeated ? Errand.Several : errand;
    }
}
