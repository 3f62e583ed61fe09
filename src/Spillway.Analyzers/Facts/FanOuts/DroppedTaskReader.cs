using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>Finds the tasks that one body of code starts and drops, in a loop or in code that a framework calls.</summary>
internal sealed class DroppedTaskReader
{
    private readonly MethodFacts _method;
    private readonly ConcurrencyModel _model;
    private readonly StartedWorkReader _work;

    public DroppedTaskReader(MethodFacts method)
    {
        _method = method;
        _model = method.Model;
        _work = new StartedWorkReader(method);
    }

    public ImmutableArray<DroppedTask> Read()
    {
        var found = ImmutableArray.CreateBuilder<DroppedTask>();
        foreach (var statement in _method.Operations.OfType<IExpressionStatementOperation>())
        {
            var (value, isDiscarded) = statement.Operation is ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var discarded } ? (discarded, true) : (statement.Operation, false);
            var forgetting = Forgetting(value);
            if (Call(forgetting?.Task ?? value) is { } call && Of(call, isDiscarded || forgetting is not null, forgetting?.By) is { } dropped)
                found.Add(dropped);
        }

        // A variable that nobody reads keeps nothing.
        foreach (var declarator in _method.Operations.OfType<IVariableDeclaratorOperation>())
        {
            if (declarator.GetVariableInitializer()?.Value is { } value && Call(value) is { } call && !IsRead(declarator) && Of(call, declarator.Symbol.Name.Trim('_').Length == 0) is { } dropped)
                found.Add(dropped);
        }

        return found.ToImmutable();
    }

    /// <summary>An extension that takes a task and gives nothing back: <c>SendAsync(x).Forget();</c></summary>
    private static (IOperation Task, IMethodSymbol By)? Forgetting(IOperation value)
    {
        value = value.Unwrapped();
        if (value is IConditionalAccessOperation { WhenNotNull: var inner })
            value = inner.Unwrapped();
        return value is IInvocationOperation { TargetMethod: { ReturnsVoid: true, IsExtensionMethod: true } extension, Arguments: { Length: > 0 } arguments } && arguments[0].Value.Type.IsTaskLike() ? (arguments[0].Value, extension) : null;
    }

    private static bool IsRead(IVariableDeclaratorOperation declarator) => declarator.Root().Descendants().Any(o => o.IsUseOf(declarator.Symbol));

    /// <summary>The call whose task is dropped; null for what is awaited, or is no task.</summary>
    private static IInvocationOperation? Call(IOperation value)
    {
        value = value.Unwrapped();
        if (value is IConditionalAccessOperation { WhenNotNull: var inner })
            value = inner.Unwrapped();
        if (value is not IInvocationOperation call)
            return null;

        var isConfigured = call.TargetMethod.Name == "ConfigureAwait" && call.TargetMethod.ContainingType.IsTaskLike();
        return isConfigured ? Tasks.Behind(call) : call.Type.IsTaskLike() ? call : null;
    }

    private DroppedTask? Of(IInvocationOperation call, bool isDiscarded, IMethodSymbol? forgetting = null)
    {
        var loops = call.OwnAncestors().OfType<ILoopOperation>().ToImmutableArray();
        var arrival = Arrivals.In(loops, _model);
        var count = arrival is not null ? Origin.Data("what is taken")
            : loops.Any(FanOutReader.IsPump) ? Origin.Unknown
            : loops.IsEmpty ? Lambdas.ItemsOf(_method) is { } items ? Origin.OfCheckedItems(items, _model) : Origin.Unknown : loops.Select(loop => Origin.OfCheckedIterations(loop, _model)).Aggregate((a, b) => a.Or(b));
        var root = _method.RootAround;
        var isForgotten = !isDiscarded && !loops.IsEmpty && count.Kind is OriginKind.FixedSmall or OriginKind.Unknown && !loops.Any(FanOutReader.IsPump);
        if (!count.IsData && !isForgotten && (root is not { Overlaps: true } || !loops.IsEmpty && loops.Any(FanOutReader.IsPump)))
            return null;
        if (GatheredCalls.Has(call, _model) || IsHarmless(call.TargetMethod) || PromisedTasks.AreKeptBy(call, _method))
            return null;

        var work = _work.OfCall(call);
        var isOpen = isForgotten && IsLeftOpen(call.TargetMethod);
        if (!count.IsData && root is not { Overlaps: true } && work.Kind != WorkKind.Io && !isOpen)
            return null;

        return new DroppedTask(call, isDiscarded, work, loops, count, root)
        {
            IsForgotten = isForgotten,
            IsLeftOpen = isOpen,
            IsHandled = _model.SeenFailures.Of(call, work) || forgetting is not null && _model.SeenFailures.AreSeenBy(forgetting),
            IsMostlyHandled = _model.SeenFailures.OfAwaits(call, work),
            Arrival = arrival,
            Bound = arrival is not null ? Arrivals.Bound(arrival, call, loops, work, _work, _model) : FanOutBounds.Of(work) ?? FanOutBounds.OfLoops(loops, null, _work, _model),
            Scoped = root is { Occasion: Occasion.Request or Occasion.Message } ? Scoped(call, work) : null,
        };
    }

    /// <summary>True for a member of an interface or an abstract class that nobody in view implements: what it does is for others to say, and they may fail.</summary>
    private bool IsLeftOpen(IMethodSymbol method) =>
        method is { IsAbstract: true, DeclaringSyntaxReferences.IsEmpty: false } && _model.Implementations.TargetsOf(method).IsEmpty;

    /// <summary>Tasks that are complete already, that carry nothing, or that exist only to see to another one.</summary>
    private bool IsHarmless(IMethodSymbol method)
    {
        var flags = _model.Apis.Of(method);
        if ((flags & (ApiFlags.Immediate | ApiFlags.Delay)) != 0)
            return true;
        if (method.Name is "ContinueWith" or "WhenAll" or "WhenAny" && method.ContainingType.IsTaskLike())
            return true;
        if ((flags & (ApiFlags.Io | ApiFlags.Offloads)) != 0)
            return false;

        // A method in view that neither awaits nor reaches anything has nothing to fail later.
        var targets = _model.Implementations.TargetsOf(method);
        return targets.IsEmpty
            ? method.ContainingAssembly.IsFramework()
            : targets.All(_model.CompleteResults.Of) || targets.All(target => !target.IsAsync && _model.Summaries.Of(target, new SummaryRun()).Effects is { Io: null, Unknown: null });
    }

    /// <summary>What the work uses, though it belongs to the request: a context, a connection, the request itself.</summary>
    private static Witness? Scoped(IInvocationOperation call, StartedWork work)
    {
        foreach (var access in work.Effects.Accesses)
        {
            var isOwn = access.Place.Kind == RootKind.Fresh || (access.Place.Root is { } root && root.Locations.Any(location => call.Syntax.Span.Contains(location.SourceSpan) && location.SourceTree == call.Syntax.SyntaxTree));
            if (access.Kind == AccessKind.Confined && !isOwn && access.Place.Kind is not (RootKind.Static or RootKind.Unknown))
                return access.Because;
        }

        return null;
    }
}
