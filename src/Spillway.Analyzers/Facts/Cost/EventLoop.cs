using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Who has to wait while code computes on the thread that it happens to be on.</summary>
internal enum EventLoop
{
    /// <summary>Nobody: synchronous code, a program of its own, work that was handed to other threads.</summary>
    None,

    /// <summary>Whoever needs a thread of the pool next.</summary>
    Pool,

    /// <summary>Everything that goes through the one thread of a user interface.</summary>
    UserInterface,

    /// <summary>Everything behind in the same queue: an actor, a loop that alone reads a channel.</summary>
    OneReader,
}

/// <content>Who waits while this code computes.</content>
public sealed partial class MethodFacts
{
    /// <summary>True for code in which somebody may have to wait: asynchronous code, and what a framework calls.</summary>
    internal bool RunsOnLoop => IsAsync || Root is not null;

    /// <summary>Who has to wait while <paramref name="operation"/> computes.</summary>
    internal EventLoop LoopHeldAt(IOperation operation)
    {
        if (!RunsOnLoop || RunsElsewhere())
            return EventLoop.None;

        var root = Root ?? RootAround;
        var host = Model.Roots.Host;
        if ((root is { Occasion: Occasion.Ui } || (host == HostKind.Ui && IsAsync)) && !HasLeftContext(operation))
            return EventLoop.UserInterface;
        if (IsActor(Owner.ContainingType) || operation.OwnAncestors().Any(IsReaderLoop))
            return EventLoop.OneReader;
        return host is HostKind.Console or HostKind.Test && root is null ? EventLoop.None : EventLoop.Pool;
    }

    /// <summary>True where the code may be on a thread of the pool by now: an await before it does not come back to the thread of the user interface.</summary>
    private bool HasLeftContext(IOperation operation) =>
        Bodies.Any(body => body.DescendantsAndSelf().OfType<IAwaitOperation>().Any(awaited => awaited.Syntax.SpanStart < operation.Syntax.SpanStart
            && awaited.Operation is IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" } method, Arguments: { Length: 1 } arguments } && method.ContainingAssembly.IsFramework()
            && arguments[0].Value.ConstantValue is { HasValue: true, Value: false }));

    /// <summary>True inside a delegate that other threads run.</summary>
    private bool RunsElsewhere()
    {
        for (var around = Bodies[0].Parent; around is not null; around = around.Parent)
        {
            if (around is not IAnonymousFunctionOperation lambda)
                continue;

            if (Lambdas.UserOf(lambda) is IArgumentOperation { Parent: { } taker } && CallSite.TargetOf(taker) is { } target && (Model.Apis.Of(target) & ApiFlags.Offloads) != 0)
                return true;
        }

        return false;
    }

    private bool IsActor(INamedTypeSymbol? type) => type.SelfAndBases().Any(level => (Model.Apis.Of(level) & ApiFlags.Actor) != 0);

    /// <summary><c>await foreach (… in reader.ReadAllAsync())</c>, <c>while (await reader.WaitToReadAsync())</c>.</summary>
    private bool IsReaderLoop(IOperation around)
    {
        var source = around switch
        {
            IForEachLoopOperation { IsAsynchronous: true, Collection: var collection } => collection,
            IWhileLoopOperation { Condition: { } condition } => condition,
            _ => null,
        };
        return source is not null && source.DescendantsAndSelf().Any(o => o is IInvocationOperation call && (Model.Apis.Of(call.TargetMethod) & ApiFlags.Pump) != 0);
    }
}
