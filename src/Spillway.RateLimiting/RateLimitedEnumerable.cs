namespace Spillway.RateLimiting;

/// <summary>Bounded fan-out in which every item also needs a permit of a rate limiter.</summary>
/// <remarks>
/// <para>The contract is that of <see cref="ConcurrentEnumerable"/>: order, limit, fail-fast, cancellation, nothing alive afterwards. In addition the
/// permit of an item is taken before the item is read from the source, and given back when its selector has ended, also when it failed. So a permit is
/// held while a source that waits for its next item does; and unless the count of the source is known, one more is taken to find its end.</para>
/// <para>As there, each operation has a form for selectors that return <see cref="ValueTask{TResult}"/> and one for those that return
/// <see cref="Task{TResult}"/>, whose limit is a <see cref="long"/> so that an <c>async</c> lambda is never ambiguous.</para>
/// <para>All members are safe to call from any thread.</para>
/// </remarks>
public static class RateLimitedEnumerable
{
    /// <summary>
    /// Calls <paramref name="selector"/> for every item, at most <paramref name="maxConcurrency"/> at a time and each with a permit of
    /// <paramref name="limiter"/>, and returns the results in the order of the items.
    /// </summary>
    /// <remarks>The first failure, which may be a <see cref="PermitRejectedException"/>, stops the rest; see
    /// <see cref="ConcurrentEnumerable.SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>.</remarks>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items; enumerated once, not at all if <paramref name="cancellationToken"/> is already cancelled.</param>
    /// <param name="maxConcurrency">How many selectors may be in flight at the same time; at least 1.</param>
    /// <param name="limiter">Gives the permits.</param>
    /// <param name="selector">The operation. Its token is cancelled by <paramref name="cancellationToken"/> and by the first failure.</param>
    /// <param name="cancellationToken">Cancels the whole operation.</param>
    /// <returns>One result per item, in the order of the items.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <exception cref="PermitRejectedException">The limiter refused a permit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything failed; it is in the exception.</exception>
    /// <example>
    /// <code>
    /// var quotes = await ids.SelectConcurrentAsync(8, partner, async (id, ct) =&gt; await client.GetQuoteAsync(id, ct), cancellationToken);
    /// </code>
    /// </example>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IEnumerable<T> source,
        int maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrentAsync(maxConcurrency, WithPermit(selector), cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IEnumerable<T> source,
        long maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrentAsync(maxConcurrency, WithPermit(selector), cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        int maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrentAsync(maxConcurrency, WithPermit(selector), cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        long maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrentAsync(maxConcurrency, WithPermit(selector), cancellationToken);
    }

    /// <summary>
    /// Calls <paramref name="selector"/> for every item, at most <paramref name="maxConcurrency"/> at a time and each with a permit of
    /// <paramref name="limiter"/>, and hands out results while later items are in flight.
    /// </summary>
    /// <remarks>Leaving the <c>await foreach</c> cancels and awaits what is in flight, and gives its permits back; see
    /// <see cref="ConcurrentEnumerable.SelectConcurrent{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>.</remarks>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items; read lazily, by one thread at a time.</param>
    /// <param name="maxConcurrency">How many selectors may be in flight at the same time; at least 1.</param>
    /// <param name="limiter">Gives the permits.</param>
    /// <param name="selector">The operation. Its token is cancelled by the token of the enumeration, by the first failure, and when the consumer leaves.</param>
    /// <param name="ordered">Whether results keep the order of the items (the default) or come as they become ready.</param>
    /// <param name="reorderWindow">How many items may be read and not yet handed out; four times the limit if null.</param>
    /// <returns>A stream; each enumeration is a run of its own.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> or <paramref name="reorderWindow"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// await foreach (var page in urls.SelectConcurrent(8, partner, async (url, ct) =&gt; await client.GetStringAsync(url, ct)).WithCancellation(cancellationToken))
    ///     await writer.WriteLineAsync(page);
    /// </code>
    /// </example>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IEnumerable<T> source,
        int maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrent(maxConcurrency, WithPermit(selector), ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IEnumerable<T> source,
        long maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, Task<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrent(maxConcurrency, WithPermit(selector), ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source,
        int maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrent(maxConcurrency, WithPermit(selector), ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, PermitLimiter, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source,
        long maxConcurrency,
        PermitLimiter limiter,
        Func<T, CancellationToken, Task<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, limiter, selector);
        return new PermittedItems<T>(source, limiter).SelectConcurrent(maxConcurrency, WithPermit(selector), ordered, reorderWindow);
    }

    private static void Validate(object source, PermitLimiter limiter, object selector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(selector);
    }

    internal static Func<Permitted<T>, CancellationToken, ValueTask<TResult>> WithPermit<T, TResult>(Func<T, CancellationToken, ValueTask<TResult>> selector) =>
        async (permitted, token) =>
        {
            using (permitted.Permit)
                return await selector(permitted.Item, token).ConfigureAwait(false);
        };

    internal static Func<Permitted<T>, CancellationToken, Task<TResult>> WithPermit<T, TResult>(Func<T, CancellationToken, Task<TResult>> selector) =>
        async (permitted, token) =>
        {
            using (permitted.Permit)
            {
                var running = selector(permitted.Item, token) ?? throw new InvalidOperationException("The selector returned null instead of a task.");
                return await running.ConfigureAwait(false);
            }
        };
}
