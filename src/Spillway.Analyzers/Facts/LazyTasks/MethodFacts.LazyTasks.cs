using System.Collections.Immutable;
using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Lazy queries of tasks.</content>
public sealed partial class MethodFacts
{
    private object? _repeatedStarts;
    private object? _lazyAwaitLoops;

    /// <summary>Lazy queries of tasks that this body goes through more than once.</summary>
    internal ImmutableArray<RepeatedStart> RepeatedStarts =>
        (ImmutableArray<RepeatedStart>)LazyInitializer.EnsureInitialized(ref _repeatedStarts, () => RepeatedStart.FindIn(this))!;

    /// <summary>Loops of this body that await the tasks of a lazy query one by one.</summary>
    internal ImmutableArray<LazyAwaitLoop> LazyAwaitLoops =>
        (ImmutableArray<LazyAwaitLoop>)LazyInitializer.EnsureInitialized(ref _lazyAwaitLoops, () => LazyAwaitLoop.FindIn(this))!;
}
