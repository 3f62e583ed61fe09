using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Loops of servers: each turn takes the next connection, and starts what answers it.</summary>
internal static class Arrivals
{
    private const ApiFlags Accepting = ApiFlags.Network | ApiFlags.Pump | ApiFlags.Fresh;

    /// <summary>Where the innermost endless loop takes a connection; null where it takes something else, such as the next message of a stream.</summary>
    public static Witness? In(ImmutableArray<ILoopOperation> loops, ConcurrencyModel model)
    {
        if (loops.FirstOrDefault(FanOutReader.IsPump) is not { } pump)
            return null;

        var accept = pump.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => (model.Apis.Of(call.TargetMethod) & Accepting) == Accepting);
        return accept is null ? null : Witness.At(accept, "each connection is taken here");
    }

    /// <summary>A permit that the loop or the work takes, or a wait of the loop. That the work reads from its connection until that ends bounds nothing.</summary>
    public static Witness? Bound(ImmutableArray<ILoopOperation> loops, StartedWork work, StartedWorkReader reader, ConcurrencyModel model)
    {
        if (work.Effects.Acquires is { } permit)
            return permit;

        foreach (var loop in loops)
        {
            if (reader.EffectsOf(loop.Body).Acquires is { } taken)
                return taken;
            if (loop.Body.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => (model.Apis.Of(call.TargetMethod) & ApiFlags.Delay) != 0 && !call.OwnAncestors().Any(around => around is ICatchClauseOperation)) is { } delay)
                return Witness.At(delay, "the loop slows itself down");
        }

        return null;
    }
}
