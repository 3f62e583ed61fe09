using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>What the turns of a loop take one by one, as it comes: connections, or the items of a channel.</summary>
/// <param name="Taken">Where it is taken.</param>
/// <param name="IsConnection">True for connections: a server answers whoever connects.</param>
internal sealed record Arrival(Witness Taken, bool IsConnection);

/// <summary>Loops without an end of which each turn takes the next thing, and starts what sees to it.</summary>
internal static class Arrivals
{
    private const ApiFlags Accepting = ApiFlags.Network | ApiFlags.Pump | ApiFlags.Fresh;

    /// <summary>What the innermost endless loop takes; null where it takes something else, such as the next message of a stream.</summary>
    public static Arrival? In(ImmutableArray<ILoopOperation> loops, ConcurrencyModel model)
    {
        if (loops.FirstOrDefault(FanOutReader.IsPump) is { } pump
            && pump.OwnOperations().OfType<IInvocationOperation>().FirstOrDefault(call => (model.Apis.Of(call.TargetMethod) & Accepting) == Accepting) is { } accept)
        {
            return new Arrival(Witness.At(accept, "each connection is taken here"), IsConnection: true);
        }

        foreach (var loop in loops)
        {
            if (loop is not (IWhileLoopOperation or IForLoopOperation { Condition: null }))
                continue;

            // What an inner loop takes is none of this one's turns: they gather, or only look whether there was anything.
            var reads = loop.OwnOperations().OfType<IInvocationOperation>().Where(call => IsOfChannel(call.TargetMethod) && ReferenceEquals(call.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault(), loop));
            if (reads.FirstOrDefault(KeepsItem) is { } read)
                return new Arrival(Witness.At(read, "each item is taken here"), IsConnection: false);
        }

        return null;
    }

    /// <summary>
    /// A permit that the loop or the work takes, a wait of the loop, or a number that decides whether it goes on. That the work reads from its connection until that ends bounds nothing.
    /// </summary>
    public static Witness? Bound(Arrival arrival, IOperation start, ImmutableArray<ILoopOperation> loops, StartedWork work, StartedWorkReader reader, ConcurrencyModel model)
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

        return arrival.IsConnection ? null : FanOutBounds.Of(work) ?? Counted(start, loops);
    }

    /// <summary>How many run is counted: <c>while (running &lt; 8 &amp;&amp; reader.TryRead(out var item))</c>.</summary>
    private static Witness? Counted(IOperation start, ImmutableArray<ILoopOperation> loops)
    {
        foreach (var loop in loops)
        {
            foreach (var operation in loop.OwnOperations())
            {
                var asked = operation switch
                {
                    IWhileLoopOperation { Condition: { } condition } => condition,
                    IConditionalOperation { Condition: var condition } check when check.Syntax.Span.Contains(start.Syntax.Span)
                        || check.OwnOperations().Any(o => o is IAwaitOperation or IBranchOperation or IReturnOperation) => condition,
                    _ => null,
                };
                if (asked?.OwnOperations().FirstOrDefault(QueueWrites.IsLimit) is { } limit)
                    return Witness.At(limit, "the count is limited here");
            }
        }

        return null;
    }

    private static bool IsOfChannel(IMethodSymbol method) =>
        method is { Name: "TryRead" or "ReadAsync", ContainingType: { Name: "ChannelReader", ContainingNamespace: { Name: "Channels", ContainingNamespace.Name: "Threading" } } };

    /// <summary>False for what is taken to be thrown away: a signal, not an item.</summary>
    private static bool KeepsItem(IInvocationOperation read)
    {
        if (read.TargetMethod.Name == "TryRead")
            return read.Parent is not IUnaryOperation && read.Arguments.FirstOrDefault()?.Value.Unwrapped() is not (null or IDiscardOperation);

        var user = read.User(static around => around is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" });
        return user is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });
    }
}
