using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Spillway.Analyzers.Facts;

/// <summary>A loop whose own body awaits.</summary>
internal sealed class AwaitLoop
{
    private readonly OnDemand<Verdict> _verdict;
    private readonly OnDemand<WhileItems?> _items;
    private ImmutableArray<AwaitLoop> _inner = ImmutableArray<AwaitLoop>.Empty;

    private AwaitLoop(MethodFacts method, ILoopOperation loop, ImmutableArray<IAwaitOperation> awaits)
    {
        Method = method;
        Loop = loop;
        Awaits = awaits;
        _items = new OnDemand<WhileItems?>(() => WhileItems.Of(loop, method));
        _verdict = new OnDemand<Verdict>(() => LoopIndependence.Decide(this));
    }

    public MethodFacts Method { get; }

    public ILoopOperation Loop { get; }

    /// <summary>What a <c>while</c> loop goes over; null for other loops, and where it goes over nothing that is at hand.</summary>
    public WhileItems? Items => _items.Value;

    /// <summary>The awaits in the body, those of nested loops included, in source order.</summary>
    public ImmutableArray<IAwaitOperation> Awaits { get; }

    /// <summary>The loops inside this one that await as well.</summary>
    public ImmutableArray<AwaitLoop> Inner => _inner;

    /// <summary>May the iterations overlap?</summary>
    public Verdict Verdict => _verdict.Value;

    /// <summary>Where the first wait is.</summary>
    public Location RequestLocation => Awaits[0].Syntax.GetLocation();

    /// <summary>The name of what is waited for first.</summary>
    public string RequestName => (StartedInTurn.In(Awaits[0], this).FirstOrDefault() ?? LoopIndependence.AwaitedCall(Awaits[0]))?.TargetMethod.Name ?? "await";

    public static ImmutableArray<AwaitLoop> FindIn(MethodFacts method)
    {
        var found = ImmutableArray.CreateBuilder<AwaitLoop>();
        foreach (var loop in method.Operations.OfType<ILoopOperation>())
        {
            var awaits = loop.Body.OwnOperations().OfType<IAwaitOperation>().ToImmutableArray();
            if (!awaits.IsEmpty)
                found.Add(new AwaitLoop(method, loop, awaits));
        }

        var loops = found.ToImmutable();
        foreach (var loop in loops)
            loop._inner = loops.Where(other => other != loop && loop.Loop.Syntax.Span.Contains(other.Loop.Syntax.Span)).ToImmutableArray();
        return loops;
    }
}
