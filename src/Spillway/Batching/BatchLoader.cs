namespace Spillway;

/// <summary>Turns loads of single keys that are issued together into few fetches of many keys: the cure for N+1 queries.</summary>
/// <remarks>
/// <para>A batch is sent when it is full, or as soon as no more keys are added to it, and never inside <c>LoadAsync</c>: loads issued together, for
/// example by <c>Task.WhenAll(items.Select(item =&gt; loader.LoadAsync(item.Key)))</c>, take <c>ceil(distinct keys / maxBatchSize)</c> fetches.
/// Equal keys that have not been sent yet are fetched once.</para>
/// <para><b>Failure.</b> A failed fetch faults the loads of its own keys, and is never kept. A key that the fetch does not return faults its loads
/// with <see cref="KeyNotFoundException"/>.</para>
/// <para><b>Cancellation.</b> A caller's token cancels the caller's own task. The fetch is cancelled only when all who wait for it have left.</para>
/// <para>A fetch may use other loaders. It sees the <see cref="ExecutionContext"/> of the first caller of its batch. All members are safe to
/// call from any thread.</para>
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <example>
/// <code>
/// var customers = new BatchLoader&lt;int, Customer&gt;(
///     async (ids, ct) =&gt; await db.Customers.Where(c =&gt; ids.Contains(c.Id)).ToDictionaryAsync(c =&gt; c.Id, ct),
///     maxBatchSize: 100);
///
/// var names = await orders.SelectConcurrentAsync(1000, async (order, ct) =&gt; (await customers.LoadAsync(order.CustomerId, ct)).Name);
/// </code>
/// </example>
public sealed partial class BatchLoader<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> _fetch;
    private readonly Dictionary<TKey, Load>? _kept;
    private readonly WorkQueue _queue;
    private readonly object _sync = new();
    private readonly Dictionary<TKey, Load> _unsent;
    private Batch? _open;

    /// <summary>Creates a loader.</summary>
    /// <param name="fetch">Fetches the values of some distinct keys. Several fetches may be in flight at a time.</param>
    /// <param name="maxBatchSize">How many keys a fetch gets at most; at least 1.</param>
    /// <param name="keepValues">Whether a value, once loaded, serves all later loads of its key. Then use one loader per request or unit of work.</param>
    /// <param name="comparer">Says which keys are the same; the default comparer if null. Called under a lock: it must not wait.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fetch"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatchSize"/> is below 1.</exception>
    public BatchLoader(
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> fetch,
        int maxBatchSize,
        bool keepValues = false,
        IEqualityComparer<TKey>? comparer = null)
        : this(fetch, maxBatchSize, keepValues, comparer, WorkQueue.Pool)
    {
    }

    internal BatchLoader(
        Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> fetch,
        int maxBatchSize,
        bool keepValues,
        IEqualityComparer<TKey>? comparer,
        WorkQueue queue)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        _fetch = fetch;
        MaxBatchSize = maxBatchSize;
        _unsent = new Dictionary<TKey, Load>(comparer);
        _kept = keepValues ? new Dictionary<TKey, Load>(comparer) : null;
        _queue = queue;
    }

    /// <summary>How many keys a fetch gets at most.</summary>
    public int MaxBatchSize { get; }

    /// <summary>Loads the value of a key, together with others that are asked for at the same time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this load; others of the same batch go on.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="KeyNotFoundException">The fetch returned nothing for the key.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; it is in the exception.</exception>
    public Task<TValue> LoadAsync(TKey key, CancellationToken cancellationToken = default)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TValue>(cancellationToken);

        Load load;
        lock (_sync)
            load = Add(key);

        return cancellationToken.CanBeCanceled ? new Caller(this, load, cancellationToken).Task : load.Task;
    }

    /// <summary>Loads the values of several keys; they are added to batches in one go.</summary>
    /// <param name="keys">The keys; equal ones are fetched once.</param>
    /// <param name="cancellationToken">Cancels these loads; others of the same batches go on.</param>
    /// <returns>
    /// One value per key, in the order of the keys. It ends when all of these loads have ended; the first failure makes the others leave, and
    /// <see cref="Task.Exception"/> holds the failures in the order in which they occurred.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> or one of the keys is null.</exception>
    /// <exception cref="KeyNotFoundException">The fetch returned nothing for one of the keys.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; it is in the exception.</exception>
    public Task<TValue[]> LoadManyAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var distinct = keys.ToArray();
        if (Array.Exists(distinct, key => key is null))
            throw new ArgumentNullException(nameof(keys), "One of the keys is null.");

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TValue[]>(cancellationToken);

        var loads = new Load[distinct.Length];
        lock (_sync)
        {
            for (var i = 0; i < loads.Length; i++)
                loads[i] = Add(distinct[i]);
        }

        return new ManyLoads(this, loads, cancellationToken).Run();
    }

    /// <summary>Forgets a kept value: the next load fetches it. Loads that already wait are not affected.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether something was kept for the key.</returns>
    public bool Forget(TKey key)
    {
        lock (_sync)
            return _kept?.Remove(key) == true;
    }
}
