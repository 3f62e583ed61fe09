using System.Threading;

namespace Spillway.Analyzers.Facts;

/// <content>What is known of locks.</content>
internal sealed partial class ConcurrencyModel
{
    private Locks? _locks;

    /// <summary>Which locks are held where, across all methods.</summary>
    public Locks Locks => LazyInitializer.EnsureInitialized(ref _locks, () => new Locks(this))!;
}
