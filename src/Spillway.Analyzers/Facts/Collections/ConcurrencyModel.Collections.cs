using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Collections that many threads may use at once.</content>
internal sealed partial class ConcurrencyModel
{
    private ConcurrentCollections? _concurrentCollections;
    private Removals? _removals;

    /// <summary>The concurrent collections of the framework.</summary>
    public ConcurrentCollections ConcurrentCollections => LazyInitializer.EnsureInitialized(ref _concurrentCollections, () => new ConcurrentCollections(Compilation))!;

    /// <summary>What is taken out of concurrent dictionaries.</summary>
    public Removals Removals => LazyInitializer.EnsureInitialized(ref _removals, () => new Removals(this))!;
}
