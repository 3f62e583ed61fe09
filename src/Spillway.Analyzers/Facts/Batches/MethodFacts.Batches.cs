using System.Collections.Immutable;
using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Loops over batches of tasks, and loops that drain a collection of them.</content>
public sealed partial class MethodFacts
{
    private object? _batchLoops;
    private object? _drainLoops;

    /// <summary>Loops of this body that wait for a whole batch before they start the next one.</summary>
    internal ImmutableArray<BatchLoop> BatchLoops =>
        (ImmutableArray<BatchLoop>)LazyInitializer.EnsureInitialized(ref _batchLoops, () => BatchLoop.FindIn(this))!;

    /// <summary>Loops of this body that take completed tasks out of a collection until none is left.</summary>
    internal ImmutableArray<DrainLoop> DrainLoops =>
        (ImmutableArray<DrainLoop>)LazyInitializer.EnsureInitialized(ref _drainLoops, () => DrainLoop.FindIn(this))!;
}
