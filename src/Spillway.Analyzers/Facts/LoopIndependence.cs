using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>May the iterations of a loop that awaits overlap?</summary>
internal static class LoopIndependence
{
    public static Verdict Decide(AwaitLoop await)
    {
        if (LoopShape.Objection(await) is { } objection)
            return objection;
        if (LoopSources.GivenBack(await) is { } message)
            return No(Reason.Pump, message);

        var search = new FissionSearch(new LoopScope(await.Method.Model, await.Method, await.Loop));
        var (best, fetch) = Widest(search, await);
        if (best is not { Fission: { } fission })
            return best ?? No(Reason.NoGain);

        // A file that is read ahead of what takes long saves nothing of that.
        if (best.IsNear && search.ConsumeEffects(fetch).Remote is { } far)
            return No(Reason.NoGain, far);
        if (MovesWhole(search, fetch))
            return best with { Fission = fission with { IsWhole = true, Leaves = Leaves(search) } };

        // A claim, a lock or a reservation is made right before the work it is for, not for all items ahead of the first one's work.
        return fission.ChangesOutside && search.ConsumeEffects(fetch).Io is { } work ? Perhaps(Reason.CheckThenAct, work) : best;
    }

    /// <summary>The same loop with statements that move as they are; null where what moves with the requests then may not overlap.</summary>
    public static Fission? Closed(AwaitLoop await)
    {
        var search = new FissionSearch(new LoopScope(await.Method.Model, await.Method, await.Loop), isClosed: true);
        return Widest(search, await).Best is { Overlap: Overlap.Independent, Fission: { } fission } ? fission : null;
    }

    /// <summary>The requests from the first on that may overlap, and what is to be said of them.</summary>
    private static (Verdict? Best, SortedSet<int> Fetch) Widest(FissionSearch search, AwaitLoop await)
    {
        Verdict? best = null;
        SortedSet<int> fetch = new();
        foreach (var next in search.Awaiting)
        {
            var wider = search.Close(fetch.Append(next));
            var verdict = Judge(search, wider, await);

            // The requests from the first on that may overlap do; the rest stays where it is, unless it would find connections and
            // files waiting for it that were opened all at once.
            if (best is not null && verdict.Overlap != Overlap.Independent)
            {
                if (best.Overlap != Overlap.Independent)
                {
                    best = verdict.Overlap == Overlap.Dependent ? verdict : best;
                    break;
                }

                if (search.LeavesOpen(fetch, next))
                    best = verdict;
                break;
            }

            best = verdict;
            fetch = wider;

            // What is the same for every item and changes nothing outside, such as opening a context of its own, leads up to a request that is not.
            var leadsUp = verdict.Reason is Reason.Retry or Reason.NoGain && search.FetchEffects(wider).Accesses.All(access => access.Kind != AccessKind.ChangesOutside);
            if (verdict.Overlap != Overlap.Independent && !leadsUp)
                break;
        }

        return (best, fetch);
    }

    /// <summary>True when an iteration leaves something that the function can look at after the loop.</summary>
    private static bool Leaves(FissionSearch search) =>
        search.WholeEffects().Accesses.Any(access => access.Kind is AccessKind.Write or AccessKind.PerhapsWrite or AccessKind.Confined && !search.Scope.IsOwn(access.Place));

    /// <summary>True when nothing of the body depends on the order of the items, what handles failures included.</summary>
    private static bool MovesWhole(FissionSearch search, SortedSet<int> fetch)
    {
        var (whole, nothing) = (search.WholeEffects(), new Effects());
        return whole is { Unknown: null, Anything: null, Ordered: null, Invoked.Count: 0 }
            && whole.Accesses.All(access => access.Kind != AccessKind.PerhapsWrite || search.Scope.IsOwn(access.Place))
            && search.ConsumeEffects(fetch).LastWins is null
            && LoopConflicts.Shared(whole, search.Scope) is null
            && LoopConflicts.Carried(whole, nothing, search.Scope) is null
            && LoopLinks.Between(nothing, whole, nothing, search.Scope) is null
            && LoopConflicts.Risk(whole, nothing, search.Scope) is null;
    }

    private static Verdict Judge(FissionSearch search, SortedSet<int> fetch, AwaitLoop await)
    {
        var scope = search.Scope;
        var gate = search.GateEffects(fetch);
        var requests = search.FetchEffects(fetch);
        var consumers = search.ConsumeEffects(fetch);

        if (LoopConflicts.Shared(requests, scope) is { } shared)
            return shared;
        if (LoopConflicts.Carried(requests, consumers, scope) is { } carried)
            return carried;
        var linked = LoopLinks.Between(gate, requests, consumers, scope);
        if (linked is { Overlap: Overlap.Dependent })
            return linked;
        if (LoopConflicts.Crossed(gate, requests, consumers, scope) is { } crossed)
            return crossed;
        if (LoopConflicts.Numbered(search, fetch) is { } numbered)
            return No(Reason.SharedState, numbered);
        if (LoopConflicts.Stirred(gate, requests, consumers, scope) is { } stirred)
            return Perhaps(Reason.NotInView, stirred);
        if (requests.Pump is { } pump)
            return No(Reason.Pump, pump);
        if (requests.Ordered is { } ordered)
            return No(Reason.OrderedSink, ordered);
        if (requests.Serialised is { } serialised)
            return No(Reason.Throttled, serialised);

        // What only waits stands for something slow; what also asks waits on purpose.
        if (requests is { Pace: { } pace, Io: not null })
            return No(Reason.Throttled, pace);
        if (!IsAboutItem(requests, scope))
            return No(Reason.Retry, Witness.At(search.Units[fetch.Max].Operation, "this request is the same in every iteration"));
        if (Handler(search, fetch) is { } handler)
            return No(Reason.Handlers, handler);

        if (requests.Unknown is { } unknown)
            return Perhaps(Reason.NotInView, unknown);
        if (linked is not null)
            return linked;
        if (requests.Invoked.Count > 0)
            return Perhaps(Reason.NotInView, requests.Invoked[0].Because);
        if (LoopConflicts.Risk(requests, consumers, scope) is { } risk)
            return Perhaps(Reason.CheckThenAct, risk);

        // A callee that waits before it answers stands for a slow service; one that only waits slows its caller down on purpose.
        var far = requests.Remote ?? (UsesResult(search, fetch) ? requests.Delay : null);
        var io = far ?? requests.Io;
        if (io is null)
            return No(Reason.NoGain);

        // One save for all rows is quicker than eight saves at a time.
        if (far is null && requests.Saves is { } saves)
            return No(Reason.NoGain, saves);

        var changes = requests.Accesses.FirstOrDefault(access => access.Kind == AccessKind.ChangesOutside);
        if (changes is not null && !UsesResult(search, fetch) && LoopSources.Sorted(await) is { } sorted)
            return No(Reason.OrderedSink, sorted, changes.Because);
        if (changes is not null && !UsesResult(search, fetch) && Publishing.In(await, search, fetch.SelectMany(index => search.Units[index].Fetches)) is { } published)
            return Perhaps(Reason.OrderedSink, published, changes.Because);

        var evidence = ImmutableArray.Create(
            Witness.At(LoopShape.Header(await.Loop), "each turn of this loop waits for the one before"),
            io.Value);
        return new Verdict(
            Overlap.Independent,
            Reason.None,
            evidence,
            new Fission(search.Units, fetch.ToImmutableArray(), changes is not null, IsWhole: false),
            IsNear: far is null);
    }

    /// <summary>True when what is requested has anything to do with the item.</summary>
    private static bool IsAboutItem(Effects requests, LoopScope scope)
    {
        foreach (var access in requests.Accesses)
        {
            foreach (var variable in scope.Variables)
            {
                if (access.Kind is AccessKind.Read or AccessKind.Confined && SymbolEqualityComparer.Default.Equals(access.Place.Root, variable))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A call on the item itself whose result nobody wants: handlers, steps and listeners run in their order.</summary>
    private static Witness? Handler(FissionSearch search, SortedSet<int> fetch)
    {
        foreach (var index in fetch)
        {
            foreach (var request in search.Units[index].Fetches)
            {
                if (request is not IAwaitOperation { Parent: IExpressionStatementOperation } || AwaitedCall(request) is not { } call)
                    continue;

                if (call.Instance is { } called && search.Scope.IsItemItself(search.Scope.Locate(called)) && !search.Scope.IsKnownIo(call))
                    return Witness.At(call, "the items are called one after another");
            }
        }

        return null;
    }

    private static bool UsesResult(FissionSearch search, SortedSet<int> fetch) =>
        search.Units[fetch.Max].Fetches.Any(request => request.Parent is not IExpressionStatementOperation && !IsOnlyChecked(request, search.Scope.Loop.Body));

    /// <summary>True for an answer of which nobody wants to know more than that it is none of a failure.</summary>
    public static bool IsOnlyChecked(IOperation request, IOperation code) =>
        IsCheck(request.Parent)
        || request.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var answer } }
        && code.OwnOperations().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, answer))
            .All(reference => IsCheck(reference.Parent));

    private static bool IsCheck(IOperation? use) =>
        use is IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode", Parent: IExpressionStatementOperation };

    /// <summary>The call behind an await, without what only configures the await.</summary>
    public static IInvocationOperation? AwaitedCall(IOperation request) =>
        (request as IAwaitOperation)?.Operation.WithoutConfiguration() as IInvocationOperation;

    public static Verdict No(Reason reason, params Witness[] because) =>
        new(Overlap.Dependent, reason, because.ToImmutableArray(), null);

    public static Verdict Perhaps(Reason reason, params Witness[] because) =>
        new(Overlap.Unknown, reason, because.ToImmutableArray(), null);
}
