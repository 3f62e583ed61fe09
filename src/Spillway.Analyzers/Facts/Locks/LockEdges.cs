using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Collects which locks functions take while they hold others, in their own code and through calls.</summary>
internal sealed class LockEdges
{
    private const int DeepestCall = 4;
    private const int MostLocks = 16;

    private readonly ConcurrencyModel _model;
    private readonly Dictionary<(IMethodSymbol, int), ImmutableArray<(LockId Lock, ImmutableArray<SyntaxNode> Path)>> _taken = new();

    public LockEdges(ConcurrencyModel model) => _model = model;

    /// <summary>The locks that <paramref name="function"/> takes while it holds others.</summary>
    public IEnumerable<LockEdge> Of(SyntaxNode function)
    {
        var sets = _model.Locks.Of(function);
        if (!sets.Acquisitions.Any(a => Counts(a.Taken)) || _model.Semantics(function.SyntaxTree).GetOperation(function) is not { } operation)
            yield break;

        var before = _model.Locks.HeldByCallers(function);
        foreach (var acquisition in sets.Acquisitions)
        {
            // Who gives up after some time does not wait for ever.
            if (!acquisition.Taken.IsCertain || !Counts(acquisition.Taken))
                continue;

            foreach (var edge in Edges(acquisition.Before, acquisition.Taken.Lock, before, ImmutableArray.Create(acquisition.Taken.Site), function))
                yield return edge;
        }

        var names = new LockNames(_model.ProvenanceAt(operation));
        foreach (var site in operation.ChildOperations.SelectMany(CallSite.OperationsThatCall))
        {
            var state = sets.At(site.Syntax);
            if (!state.Held.Any(h => h.IsCertain && Counts(h)))
                continue;

            foreach (var (id, path) in TakenBy(site, names, DeepestCall))
            {
                foreach (var edge in Edges(state, id, before, path, function))
                    yield return edge;
            }
        }
    }

    private static IEnumerable<LockEdge> Edges(LockState state, LockId inner, ImmutableArray<LockId> before, ImmutableArray<SyntaxNode> path, SyntaxNode function)
    {
        var held = state.Held.Where(h => h.IsCertain && Counts(h)).ToList();

        // Taking again what one has does not wait.
        if (held.Any(h => h.Lock.Equals(inner)) || before.Contains(inner))
            yield break;

        foreach (var outer in held)
        {
            var around = held.Where(h => h != outer).Select(h => h.Lock).Concat(before).Select(LockOrder.ClassOf).OfType<ISymbol>().ToImmutableArray();
            yield return new LockEdge(outer, inner, around, function, path);
        }
    }

    private static bool Counts(HeldLock held) => held.IsThreadBound || held.Kind == LockKind.Async;

    /// <summary>The locks that a call takes, in the caller's words.</summary>
    private IEnumerable<(LockId Lock, ImmutableArray<SyntaxNode> Path)> TakenBy(IOperation site, LockNames names, int depth)
    {
        if (depth == 0 || CallSite.TargetOf(site) is not { } method || method.MethodKind == MethodKind.DelegateInvoke)
            yield break;

        var targets = method.MethodKind == MethodKind.LocalFunction ? ImmutableArray.Create(method) : _model.Implementations.TargetsOf(method);
        if (targets.Length != 1)
            yield break;

        foreach (var target in targets)
        {
            foreach (var (id, path) in TakenIn(target.OriginalDefinition, depth))
            {
                if (names.InCaller(id, target, site) is { } translated)
                    yield return (translated, path.Insert(0, site.Syntax));
            }
        }
    }

    private ImmutableArray<(LockId Lock, ImmutableArray<SyntaxNode> Path)> TakenIn(IMethodSymbol method, int depth)
    {
        if (_taken.TryGetValue((method, depth), out var known))
            return known;

        // A recursion takes what its other calls take.
        _taken[(method, depth)] = ImmutableArray<(LockId, ImmutableArray<SyntaxNode>)>.Empty;
        var found = ImmutableArray.CreateBuilder<(LockId, ImmutableArray<SyntaxNode>)>();
        void Add(LockId id, ImmutableArray<SyntaxNode> path)
        {
            if (found.Count < MostLocks && !found.Any(f => f.Item1.Equals(id)))
                found.Add((id, path));
        }

        foreach (var acquisition in _model.Locks.Of(method).Acquisitions)
        {
            if (acquisition is { Via: null, Taken.IsCertain: true } && Counts(acquisition.Taken))
                Add(acquisition.Taken.Lock, ImmutableArray.Create(acquisition.Taken.Site));
        }

        foreach (var body in _model.Summaries.BodiesOf(method))
        {
            var names = new LockNames(_model.ProvenanceAt(body));
            foreach (var site in CallSite.OperationsThatCall(body))
            {
                foreach (var (id, path) in TakenBy(site, names, depth - 1))
                    Add(id, path);
            }
        }

        return _taken[(method, depth)] = found.ToImmutable();
    }
}
