using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A loop that awaits the tasks of a lazy query as it comes to them: each starts only when the one before is over.</summary>
/// <param name="Await">The loop.</param>
/// <param name="Tasks">The query that it goes over.</param>
/// <param name="Wait">The await of an element.</param>
/// <param name="Io">What the tasks wait for.</param>
/// <param name="ChangesOutside">True when the tasks change something outside.</param>
internal sealed record LazyAwaitLoop(AwaitLoop Await, LazyTasks Tasks, IAwaitOperation Wait, Witness Io, bool ChangesOutside)
{
    /// <summary>The name of the sequence where it has one, else of what starts its tasks.</summary>
    public string Name => RepeatedStart.Variable(Collection.Unwrapped())?.Name ?? Tasks.StartName;

    /// <summary>What shows it.</summary>
    public ImmutableArray<Witness> Because => ImmutableArray.Create(
        Witness.At(LoopShape.Header(Await.Loop), "this loop goes over the query"),
        Witness.At(Tasks.Start, "each task is started here"),
        Io);

    private IOperation Collection => ((IForEachLoopOperation)Await.Loop).Collection;

    public static ImmutableArray<LazyAwaitLoop> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<LazyAwaitLoop>();
        foreach (var await in method.AwaitLoops)
        {
            if (Of(await, method) is { } loop)
                found.Add(loop);
        }

        return found.ToImmutable();
    }

    /// <summary>What a rewrite needs to know.</summary>
    public ImmutableDictionary<string, string?> Rewrite()
    {
        var (model, tree) = (Await.Method.Model, Await.Loop.Syntax.SyntaxTree);
        var count = Origin.OfIterations(Await.Loop, model);
        var isFew = count.Kind == OriginKind.FixedSmall || (count.Kind == OriginKind.Constant && count.Count <= Option.WhenAllLimit.NumberFor(model.Options, tree));
        return ImmutableDictionary<string, string?>.Empty
            .Add(Findings.RewriteKey, "select")
            .Add("limit", Option.MaxConcurrency.NumberFor(model.Options, tree).ToString(CultureInfo.InvariantCulture))
            .Add("all", isFew ? "true" : "false")
            .Add("near", IsNear() ? "true" : "false")
            .Add("outside", ChangesOutside ? "true" : "false");
    }

    /// <summary>True when the query could as well stand in the loop's header.</summary>
    private bool IsNear() =>
        Collection.Unwrapped() is not ILocalReferenceOperation { Local: var local } || Interval.IsCalm(local, Await.Loop, Tasks.Effects, Await.Method);

    private static LazyAwaitLoop? Of(AwaitLoop await, MethodFacts method)
    {
        if (await.Loop is not IForEachLoopOperation { IsAsynchronous: false } loop || !LazyTasks.IsSequence(loop.Collection.Unwrapped().Type))
            return null;

        var wait = await.Awaits.FirstOrDefault(candidate => IsElement(candidate.Operation, loop));
        if (wait is null || IsHeldBack(await, method) || method.Model.LazyTasks.Of(loop.Collection, method.Provenance) is not { } tasks)
            return null;

        // Going through the query elsewhere as well is the worse mistake, and has a rule of its own.
        if (method.RepeatedStarts.Any(repeated => ReferenceEquals(repeated.First.At, loop) || ReferenceEquals(repeated.Again.At, loop)))
            return null;

        var effects = tasks.Effects;
        if ((effects.Io ?? effects.Delay) is not { } io || !MayOverlap(effects, tasks, wait) || IsFed(effects, await, method))
            return null;

        return new LazyAwaitLoop(await, tasks, wait, io, effects.Accesses.Any(access => access.Kind == AccessKind.ChangesOutside));
    }

    /// <summary>What speaks for one at a time: the loop stops when it has found something, waits on purpose, or hands out results one by one.</summary>
    private static bool IsHeldBack(AwaitLoop await, MethodFacts method)
    {
        var (loop, model) = (await.Loop, method.Model);
        if (Exits.Of(loop).Any() || LoopShape.Brake(loop, model) is not null || Surroundings.Of(loop, model) is not null)
            return true;
        if (loop.Body.OwnOperations().Any(o => o.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak or OperationKind.Invalid))
            return true;

        var count = Origin.OfIterations(loop, model);
        return count.Kind == OriginKind.Constant && count.Count <= Option.FewItems.NumberFor(model.Options, loop.Syntax.SyntaxTree);
    }

    private static bool MayOverlap(Effects effects, LazyTasks tasks, IAwaitOperation wait)
    {
        if (effects is not { Unknown: null, Ordered: null, Pump: null, Serialised: null, Acquires: null, Invoked.Count: 0 })
            return false;

        // Handlers and steps run in their order.
        if (wait.Parent is IExpressionStatementOperation && tasks.Start is IInvocationOperation { Instance: IParameterReferenceOperation { Parameter: var item } } && tasks.Variables.Contains(item, SymbolEqualityComparer.Default))
            return false;

        return effects.Accesses.All(access => access.Kind switch
        {
            // What a task is answered is its own; an element may share what confines it with the others.
            AccessKind.Confined => tasks.IsOwn(access.Place) && !(access.Place.Root is { } root && tasks.Variables.Contains(root, SymbolEqualityComparer.Default)),
            AccessKind.Write or AccessKind.PerhapsWrite => access.Guarded || tasks.IsOwn(access.Place),
            _ => true,
        });
    }

    /// <summary>True when what the loop does with a result reaches the query that makes the next task.</summary>
    private static bool IsFed(Effects effects, AwaitLoop await, MethodFacts method)
    {
        return method.Provenance.EffectsOf(await.Loop.Body, await.Loop.Locals).Accesses.Any(write =>
            (write.Kind is AccessKind.Write or AccessKind.PerhapsWrite || write is { Kind: AccessKind.Confined, Changes: true })
            && effects.Accesses.Any(read => read.Kind is AccessKind.Read or AccessKind.Confined or AccessKind.AsksOutside or AccessKind.ChangesOutside && write.Place.Touches(read.Place)));
    }

    private static bool IsElement(IOperation awaited, ILoopOperation loop)
    {
        awaited = awaited.Unwrapped();
        while (true)
        {
            switch (awaited)
            {
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "WaitAsync" } configured
                    when (configured.Instance ?? configured.Arguments.FirstOrDefault()?.Value) is { } inner:
                    awaited = inner.Unwrapped();
                    break;
                case IFieldReferenceOperation { Instance: { } tuple }:
                    awaited = tuple.Unwrapped();
                    break;
                case IPropertyReferenceOperation { Instance: { } holder }:
                    awaited = holder.Unwrapped();
                    break;
                case ILocalReferenceOperation { Local: var local }:
                    return loop.Locals.Contains(local, SymbolEqualityComparer.Default);
                default:
                    return false;
            }
        }
    }
}
