using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts.Queries;

/// <summary>Which tables do the methods of this compilation name, and which do they add rows to, change or clear, and save? Memoised, method by method.</summary>
internal sealed class RowChanges
{
    private const int DeepestChain = 4;
    private const int MostMethods = 80;

    private static readonly ImmutableHashSet<ITypeSymbol> None = ImmutableHashSet.Create<ITypeSymbol>(SymbolEqualityComparer.Default);

    private readonly ConcurrencyModel _model;
    private readonly ConcurrentDictionary<IMethodSymbol, Body> _known = new(SymbolEqualityComparer.Default);

    public RowChanges(ConcurrencyModel model) => _model = model;

    /// <summary>
    /// How many calls away from a turn of the loop rows of the kind that <paramref name="call"/> asks for are changed and saved by one
    /// method; null where none does. A set that is read ahead of the loop would miss what the turns before have saved.
    /// </summary>
    public int? DistanceFrom(RepeatedCall call)
    {
        var asked = call.Direct is null && call.Operation is IInvocationOperation { TargetMethod: var asks } ? NamedBehind(asks) : NamedIn(call.Operation.DescendantsAndSelf());
        if (asked.IsEmpty)
            return null;

        var read = Of(call.Iteration.Turn.OwnOperations().ToList());
        var near = read.Calls.Where(other => call.Direct is not null || !SymbolEqualityComparer.Default.Equals(other, ((IInvocationOperation)call.Operation).TargetMethod.OriginalDefinition));
        return near.Select(other => Distance(other, asked)).Where(distance => distance is not null).Min();
    }

    /// <summary>
    /// True when the method that <paramref name="save"/> calls adds or removes rows of a kind that another method is asked for in the same
    /// turn: it finds what the turns before have saved.
    /// </summary>
    public bool IsAskedFor(RepeatedCall save)
    {
        if (save.Operation is not IInvocationOperation { TargetMethod: var saves })
            return false;

        var changed = _model.Implementations.TargetsOf(saves).Select(BodyOf).ToList();
        var counted = changed.Concat(changed.SelectMany(body => body.Calls).SelectMany(called => _model.Implementations.TargetsOf(called)).Take(MostMethods).Select(BodyOf)).Aggregate(None, (all, body) => all.Union(body.Counted));
        return !counted.IsEmpty && save.Iteration.Turn.OwnOperations().OfType<IInvocationOperation>().Any(other =>
            !ReferenceEquals(other, save.Operation)
            && _model.Queries.Behind(other).Any(behind => behind.Query.Kind == DatabaseCallKind.Query)
            && !NamedBehind(other.TargetMethod).Intersect(counted).IsEmpty);
    }

    private int? Distance(IMethodSymbol from, ImmutableHashSet<ITypeSymbol> asked)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var pending = new Queue<(IMethodSymbol Method, int Distance)>();
        pending.Enqueue((from, 1));
        while (pending.Count > 0 && seen.Count < MostMethods)
        {
            var (method, distance) = pending.Dequeue();
            if (!seen.Add(method))
                continue;

            foreach (var target in _model.Implementations.TargetsOf(method))
            {
                var body = BodyOf(target);
                if (body.Saves && !body.Changed.Intersect(asked).IsEmpty)
                    return distance;
                if (distance >= DeepestChain)
                    continue;
                foreach (var next in body.Calls)
                    pending.Enqueue((next, distance + 1));
            }
        }

        return null;
    }

    private ImmutableHashSet<ITypeSymbol> NamedBehind(IMethodSymbol method)
    {
        var bodies = _model.Implementations.TargetsOf(method).Select(BodyOf).ToList();
        return bodies.Concat(bodies.SelectMany(body => body.Calls).SelectMany(called => _model.Implementations.TargetsOf(called)).Take(MostMethods).Select(BodyOf)).Aggregate(None, (all, body) => all.Union(body.Named));
    }

    private Body BodyOf(IMethodSymbol method) =>
        _known.GetOrAdd(method.OriginalDefinition, one => Of(_model.Summaries.BodiesOf(one).SelectMany(body => body.OwnOperations()).ToList()));

    private Body Of(IReadOnlyCollection<IOperation> operations)
    {
        var calls = operations.OfType<IInvocationOperation>().ToList();
        return new Body(
            NamedIn(operations),
            calls.SelectMany(ChangedBy).Aggregate(None, (all, table) => all.Add(table)),
            calls.Where(call => call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Remove", StringComparison.Ordinal)).SelectMany(ChangedBy).Aggregate(None, (all, table) => all.Add(table)),
            calls.Any(call => DatabaseCall.IsSave(call.TargetMethod, _model) || IsCommand(call)),
            calls.Select(call => call.TargetMethod.OriginalDefinition).Where(method => !method.OnlyLogs()).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).ToImmutableArray());
    }

    private bool IsCommand(IInvocationOperation call) =>
        (_model.Apis.Of(call.TargetMethod) & (ApiFlags.Query | ApiFlags.Writes)) == (ApiFlags.Query | ApiFlags.Writes);

    private IEnumerable<ITypeSymbol> ChangedBy(IInvocationOperation call)
    {
        if (IsCommand(call))
            return NamedIn(call.DescendantsAndSelf());
        if ((_model.Apis.Of(call.TargetMethod) & ApiFlags.Local) == 0 || call.Instance?.Unwrapped() is not { Type: INamedTypeSymbol receiver } table)
            return None;

        var flags = _model.Apis.Of(receiver);
        return (flags & ApiFlags.Table) != 0 ? NamedIn(new[] { table })
            : (flags & ApiFlags.Session) != 0 ? call.Arguments.Take(1).Select(argument => argument.Value.Unwrapped().Type).OfType<ITypeSymbol>()
            : None;
    }

    /// <summary>The entities of the tables that <paramref name="operations"/> name.</summary>
    private ImmutableHashSet<ITypeSymbol> NamedIn(IEnumerable<IOperation> operations) =>
        operations.Select(operation => operation.Type).OfType<INamedTypeSymbol>()
            .Where(type => type.TypeArguments.Length == 1 && (_model.Apis.Of(type) & ApiFlags.Table) != 0)
            .Aggregate(None, (all, type) => all.Add(type.TypeArguments[0]));

    /// <param name="Named">The entities of the tables in it.</param>
    /// <param name="Changed">The entities of which it adds, changes or removes rows.</param>
    /// <param name="Counted">Those of which it adds or removes some.</param>
    /// <param name="Saves">True when it sends changes.</param>
    /// <param name="Calls">What it calls.</param>
    private sealed record Body(ImmutableHashSet<ITypeSymbol> Named, ImmutableHashSet<ITypeSymbol> Changed, ImmutableHashSet<ITypeSymbol> Counted, bool Saves, ImmutableArray<IMethodSymbol> Calls);
}
