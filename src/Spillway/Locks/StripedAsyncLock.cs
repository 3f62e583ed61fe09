namespace Spillway;

/// <summary>A fixed number of <see cref="AsyncLock"/>s over which keys are spread: for many keys where an occasional needless wait is fine.</summary>
/// <remarks>
/// <para>Memory is fixed and no key is stored. Two keys may share a stripe: then they wait for each other, and a flow that holds one and asks for
/// the other waits for itself. Where flows hold several keys, use <see cref="KeyedAsyncLock{TKey}"/>.</para>
/// <para>All members are safe to call from any thread.</para>
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <example>
/// <code>
/// private readonly StripedAsyncLock&lt;Guid&gt; _documents = new(stripes: 64);
///
/// using (await _documents.LockAsync(documentId, cancellationToken))
///     await SaveAsync(documentId, cancellationToken);
/// </code>
/// </example>
public sealed class StripedAsyncLock<TKey>
    where TKey : notnull
{
    private readonly AsyncLock[] _stripes;
    private readonly IEqualityComparer<TKey>? _comparer;

    /// <summary>Creates a lock of which nothing is held.</summary>
    /// <param name="stripes">How many locks there are; at least 1.</param>
    /// <param name="comparer">Says which keys are the same; the default comparer if null.</param>
    /// <param name="timeProvider">The clock for time-outs; the system's if null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stripes"/> is below 1.</exception>
    public StripedAsyncLock(int stripes, IEqualityComparer<TKey>? comparer = null, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stripes, 1);
        _comparer = comparer;
        _stripes = new AsyncLock[stripes];
        for (var i = 0; i < stripes; i++)
            _stripes[i] = new AsyncLock(timeProvider);
    }

    /// <summary>How many locks there are.</summary>
    public int Stripes => _stripes.Length;

    /// <summary>Waits until the key's stripe is free, and takes it.</summary>
    /// <param name="key">What to lock.</param>
    /// <param name="cancellationToken">Gives up waiting. It has no effect once the stripe is held.</param>
    /// <returns>The holding; disposing it releases the stripe.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the stripe was granted; it is in the exception.</exception>
    public ValueTask<AsyncLock.Holding> LockAsync(TKey key, CancellationToken cancellationToken = default) =>
        Stripe(key).LockAsync(cancellationToken);

    /// <summary>Waits for the key's stripe for some time at most.</summary>
    /// <param name="key">What to lock.</param>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> (or more than 49 days) for no limit.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The holding; its <see cref="AsyncLock.Holding.IsAcquired"/> is false if the time ran out, and disposing it then does nothing.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the stripe was granted; it is in the exception.</exception>
    public ValueTask<AsyncLock.Holding> TryLockAsync(TKey key, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        Stripe(key).TryLockAsync(timeout, cancellationToken);

    private AsyncLock Stripe(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));

        var hash = (uint)(_comparer?.GetHashCode(key) ?? key.GetHashCode());

        // Hash codes of small integers and of many structs differ in their low bits only in patterns; a multiplication spreads them.
        return _stripes[(int)((ulong)(hash * 0x9E3779B1u) * (ulong)_stripes.Length >> 32)];
    }
}
