using System.Threading;

namespace Spillway.Analyzers.Facts;

internal sealed partial class ConcurrencyModel
{
    private Cost? _cost;

    /// <summary>What code costs the thread that runs it.</summary>
    public Cost Cost => LazyInitializer.EnsureInitialized(ref _cost, () => new Cost(this))!;
}
