using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A loop that starts a batch of operations, waits for all of them, and only then goes on to the next batch.</summary>
/// <param name="Await">The loop.</param>
/// <param name="Wait">The await of the whole batch.</param>
/// <param name="StartName">What is started for each item.</param>
/// <param name="Cut">What cuts the items into batches.</param>
internal sealed record BatchLoop(AwaitLoop Await, IAwaitOperation Wait, string StartName, IOperation Cut)
{
    /// <summary>What shows it.</summary>
    public ImmutableArray<Witness> Because => ImmutableArray.Create(
        Witness.At(LoopShape.Header(Await.Loop), "each turn of this loop is one batch"),
        Witness.At(Cut, "the batches are cut here"));

    public static ImmutableArray<BatchLoop> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<BatchLoop>();
        foreach (var await in method.AwaitLoops)
        {
            // More than one wait in a turn makes the batch a step of something: a save, a commit, a report.
            if (await.Awaits.Length == 1 && Of(await, await.Awaits[0], method) is { } loop)
                found.Add(loop);
        }

        return found.ToImmutable();
    }

    private static BatchLoop? Of(AwaitLoop await, IAwaitOperation wait, MethodFacts method)
    {
        var (loop, model) = (await.Loop, method.Model);
        if (LoopIndependence.AwaitedCall(wait) is not { TargetMethod: { Name: "WhenAll" } all, Arguments: { Length: 1 } arguments } || !all.ContainingType.IsTaskLike()
            || !ReferenceEquals(wait.OwnAncestors().OfType<ILoopOperation>().FirstOrDefault(), loop)
            || IsHeldBack(await, model))
        {
            return null;
        }

        if (GatheredBatch.Of(await, wait, arguments[0].Value, method) is var (gathered, full))
            return !IsFew(full.Source, method) && MayOverlap(gathered, full, await, wait, method) ? new BatchLoop(await, wait, gathered.Name, full.Call) : null;

        var search = new BatchSearch(method, loop);
        if (search.StartedIn(arguments[0].Value) is not { } started || search.CutOf(started.Items) is not { } cut || IsFew(cut.Source, method))
            return null;

        return MayOverlap(started, cut, await, wait, method) ? new BatchLoop(await, wait, started.Name, cut.Call) : null;
    }

    /// <summary>A loop that may stop between batches, waits between them, or belongs together as a whole.</summary>
    private static bool IsHeldBack(AwaitLoop await, ConcurrencyModel model) =>
        Exits.Of(await.Loop).Any() || LoopShape.Brake(await.Loop, model) is not null || Surroundings.Of(await.Loop, model) is not null
        || await.Loop.Body.OwnOperations().Any(o => o.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak or OperationKind.Invalid);

    private static bool IsFew(IOperation source, MethodFacts method)
    {
        var count = Origin.OfItems(source, method.Model);
        return count.Kind == OriginKind.Constant && count.Count <= Option.FewItems.NumberFor(method.Model.Options, source.Syntax.SyntaxTree);
    }

    private static bool MayOverlap(BatchStart started, BatchCut cut, AwaitLoop await, IAwaitOperation wait, MethodFacts method)
    {
        var effects = started.Effects;
        if (effects is not { Acquires: null, Serialised: null, Pump: null } || effects.Accesses.Any(a => a.Kind == AccessKind.Confined && !started.IsOwn(a.Place)))
            return false;

        // Work that waits for nothing fills the machine either way.
        if (effects is { Io: null, Delay: null, Unknown: null } && effects.Invoked.Count == 0)
            return false;

        var rest = method.Provenance.EffectsOf(await.Loop.Body, await.Loop.Locals, except: new List<IOperation>(started.Parts) { wait, cut.Call });

        // What else happens for a batch happens because it is complete.
        if (rest.Io is not null || rest.Delay is not null || rest.Pump is not null || rest.Accesses.Any(a => a.Kind is AccessKind.ChangesOutside or AccessKind.Confined))
            return false;

        return !rest.Accesses.Any(write => write.Kind is AccessKind.Write or AccessKind.PerhapsWrite && !IsOwn(write.Place, await.Loop, cut)
            && effects.Accesses.Any(read => read.Kind == AccessKind.Read && write.Place.Touches(read.Place)));
    }

    /// <summary>The loop's own bookkeeping: its counter, what it declares, and what is left to cut from.</summary>
    private static bool IsOwn(Place place, ILoopOperation loop, BatchCut cut) =>
        place.Kind == RootKind.Fresh
        || place.Root is { } root
            && (root.DeclaringSyntaxReferences.Any(reference => loop.Syntax.Span.Contains(reference.Span)) || SymbolEqualityComparer.Default.Equals(root, RepeatedStart.Variable(cut.Source.Unwrapped())));
}

/// <summary>The operations of a batch.</summary>
/// <param name="Items">What they are started for.</param>
/// <param name="Name">What is started.</param>
/// <param name="Effects">What starting one does.</param>
/// <param name="Start">What starts one.</param>
/// <param name="Parts">The parts of the loop's body that only start them.</param>
internal sealed record BatchStart(IOperation Items, string Name, Effects Effects, IOperation Start, ImmutableArray<IOperation> Parts)
{
    /// <summary>True for what each operation has for itself: what it makes, and what its own variables hold, such as the response that it waits for.</summary>
    public bool IsOwn(Place place) =>
        place.Kind == RootKind.Fresh
        || place is { Kind: RootKind.Local, Root: { } root }
            && root.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == Start.Syntax.SyntaxTree && Start.Syntax.Span.Contains(reference.Span));
}

/// <summary>How items are cut into batches.</summary>
/// <param name="Call">The call that cuts.</param>
/// <param name="Source">All items.</param>
internal sealed record BatchCut(IOperation Call, IOperation Source);
