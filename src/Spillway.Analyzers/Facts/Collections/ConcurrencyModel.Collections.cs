using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Collections that many threads may use at once.</content>
internal sealed partial class ConcurrencyModel
{
    private ConcurrentCollections? _concurrentCollections;

    /// <summary>The concurrent collections of the framework.</summary>
    public ConcurrentCollections ConcurrentCollections => LazyInitializer.EnsureInitialized(ref _concurrentCollections, () => new ConcurrentCollections(Compilation))!;
}
