using System.Numerics;

namespace Spillway;

/// <summary>One <see cref="AsyncLock"/> per key, which exists only while somebody holds it or waits for it.</summary>
/// <remarks>
/// <para>Flows with different keys do not wait for each other. Per key it is strictly first in, first out, and not re-entrant (debug builds of this library
/// throw a <see cref="LockRecursionException"/> where a flow would wait for itself). A waiter that is cancelled or times out leaves the queue at once. Releasing twice is harmless; there is nothing to dispose or to clean up.</para>
/// <para>All members are safe to call from any thread; awaiters never resume on the stack of whoever released.</para>
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <example>
/// <code>
/// private readonly KeyedAsyncLock&lt;string&gt; _accounts = new();
///
/// using (await _accounts.LockAsync(accountId, cancellationToken))
///     await TransferAsync(accountId, amount, cancellationToken);
/// </code>
/// </example>
public sealed class KeyedAsyncLock<TKey>
    where TKey : notnull
{
    /// <summary>2³² by the golden ratio: multiplied with it, numbers that are near each other end up far apart.</summary>
    private const uint Spread = 0x9E3779B1;

    private readonly KeyedLockShard<TKey>[] _shards;
    private readonly IEqualityComparer<TKey>? _comparer;

    /// <summary>Creates a lock of which no key is held.</summary>
    /// <param name="comparer">Says which keys are the same; the default comparer if null. Called under a lock: it must not wait.</param>
    /// <param name="timeProvider">The clock for time-outs; the system's if null.</param>
    public KeyedAsyncLock(IEqualityComparer<TKey>? comparer = null, TimeProvider? timeProvider = null)
        : this(WorkQueue.Pool, comparer, timeProvider)
    {
    }

    internal KeyedAsyncLock(WorkQueue queue, IEqualityComparer<TKey>? comparer = null, TimeProvider? timeProvider = null)
    {
        _comparer = comparer;
        _shards = new KeyedLockShard<TKey>[(int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new KeyedLockShard<TKey>(comparer, queue, timeProvider ?? TimeProvider.System);
    }

    /// <summary>How many keys are held at this moment.</summary>
    public int Count => _shards.Sum(static shard => shard.Count);

    /// <summary>Waits until the key is free, and takes it.</summary>
    /// <param name="key">What to lock.</param>
    /// <param name="cancellationToken">Gives up waiting. It has no effect once the key is held.</param>
    /// <returns>The holding; disposing it releases the key.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the key was granted; it is in the exception.</exception>
    public ValueTask<Holding> LockAsync(TKey key, CancellationToken cancellationToken = default) =>
        Shard(key).AcquireAsync(key, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for the key for some time at most.</summary>
    /// <param name="key">What to lock.</param>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> (or more than 49 days) for no limit.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The holding; its <see cref="Holding.IsAcquired"/> is false if the time ran out, and disposing it then does nothing.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the key was granted; it is in the exception.</exception>
    public ValueTask<Holding> TryLockAsync(TKey key, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Validate(timeout);
        return Shard(key).AcquireAsync(key, timeout, cancellationToken);
    }

    private KeyedLockShard<TKey> Shard(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));

        var hash = (uint)(_comparer?.GetHashCode(key) ?? key.GetHashCode());

        // The dictionary inside uses the low bits too; a multiplication gives the shards others.
        return _shards[((hash * Spread) >> 16) & (uint)(_shards.Length - 1)];
    }

    /// <summary>The right that a key was acquired; disposing it releases the key.</summary>
    /// <remarks>A small value. Copies stand for the same holding: releasing through two of them releases once.</remarks>
    public readonly struct Holding : IDisposable
    {
        private readonly KeyedLockEntry<TKey>? _entry;
        private readonly long _ticket;

        internal Holding(KeyedLockEntry<TKey> entry, long ticket)
        {
            _entry = entry;
            _ticket = ticket;
        }

        /// <summary>Whether the key was acquired; false after a time-out.</summary>
        public bool IsAcquired => _entry is not null;

        /// <summary>Releases the key; does nothing if it was never acquired or is already released.</summary>
        public void Dispose() => _entry?.Shard.Release(_entry, _ticket);
    }
}
