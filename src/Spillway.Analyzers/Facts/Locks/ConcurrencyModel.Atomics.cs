using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>Locks that an atomic operation can take the place of.</content>
internal sealed partial class ConcurrencyModel
{
    private AtomicLocks? _atomicLocks;

    /// <summary>Which locks protect single operations only.</summary>
    public AtomicLocks AtomicLocks => LazyInitializer.EnsureInitialized(ref _atomicLocks, () => new AtomicLocks(this))!;
}
