using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>
/// How many rounds a loop goes, with all loops in it, where the program says so. One that can be left early is a search: its limit says
/// nothing of how soon it finds.
/// </summary>
internal sealed class Rounds
{
    // So much longer than adding two numbers takes the shortest hash.
    private const long RoundsOfHash = 100;

    private const int Deepest = 3;

    private readonly ConcurrencyModel _model;

    public Rounds(ConcurrencyModel model) => _model = model;

    /// <summary>The number of rounds that a loop goes for sure; a hash in each of them counts as many.</summary>
    public long Of(ILoopOperation loop) => Of(loop, 0);

    /// <summary>True where at least one of the loops counts: the items of collections alone are never constantly many.</summary>
    public static bool IsCounted(ILoopOperation outer) =>
        outer.OwnOperations().Any(o => o is IForEachLoopOperation each ? each.Collection.Unwrapped() is IInvocationOperation : o is ILoopOperation);

    private long Of(ILoopOperation loop, int depth)
    {
        var own = Exits.Of(loop).Any() ? 1L : Own(loop);
        var inner = depth > Deepest ? 1L : loop.Body.OwnOperations().OfType<ILoopOperation>().Select(i => Of(i, depth + 1)).DefaultIfEmpty(1L).Max();
        var most = Math.Max(Math.Max(1L, inner), own > 1 && Hashes(loop) ? RoundsOfHash : 1L);
        return own > long.MaxValue / most ? long.MaxValue : own * most;
    }

    private long Own(ILoopOperation loop)
    {
        var origin = Origin.OfIterations(loop, _model);
        return origin.Kind == OriginKind.Constant ? origin.Count : loop is IForLoopOperation counted && Between(counted) is { } rounds ? rounds : 1L;
    }

    /// <summary>From a number to a number, in steps that are a number: what does not fit into 32 bits is counted here.</summary>
    private static long? Between(IForLoopOperation loop)
    {
        if (loop.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual, LeftOperand: var left, RightOperand: var last }
            || left.Unwrapped() is not ILocalReferenceOperation { Local: var counter } || Counters.NumberOf(last) is not { } to
            || Counters.AtEndOf(loop) is not (var stepped, { } step and > 0) || !SymbolEqualityComparer.Default.Equals(stepped, counter))
        {
            return null;
        }

        return Counters.StartOf(loop, counter) is { } start && Counters.NumberOf(start) is { } from && from < to && to - from > 0 ? (to - from) / step : null;
    }

    /// <summary>True for a loop that computes a hash in every round.</summary>
    private bool Hashes(ILoopOperation loop) =>
        loop.Body.OwnOperations().Any(o => o is IInvocationOperation call && (_model.Apis.Of(call.TargetMethod) & ApiFlags.Hashes) != 0 && EachTurn.Has(call, loop));
}
