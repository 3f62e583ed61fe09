namespace Spillway;

public static partial class ConcurrentEnumerable
{
    /// <summary>
    /// Calls <paramref name="selector"/> for every item, at most <paramref name="maxConcurrency"/> at a time, and streams the results while
    /// later items are in flight.
    /// </summary>
    /// <remarks>
    /// <para><b>Start.</b> Nothing happens before the stream is enumerated; each enumeration runs the whole again. The source is read lazily, by
    /// one thread at a time, and disposed once.</para>
    /// <para><b>Memory.</b> At most <paramref name="reorderWindow"/> items are in flight or finished and waiting for the consumer: a slow consumer
    /// holds the source back. In an ordered stream the window is also how far others may run ahead of a slow item.</para>
    /// <para><b>Failure.</b> After the first failure no item starts, the token that selectors received is cancelled, and what is in flight is
    /// awaited. Results that were ready in order are handed out, then <c>MoveNextAsync</c> throws the failure that occurred first. A stream has
    /// room for one exception: later failures are not reported.</para>
    /// <para><b>Leaving</b> the <c>await foreach</c> early cancels what is in flight and waits for it; failures from then on are nobody's and are dropped.</para>
    /// <para><b>Cancellation.</b> The token given to <c>WithCancellation</c> cancels the enumeration: <c>MoveNextAsync</c> throws an
    /// <see cref="OperationCanceledException"/> with that token after everything in flight has ended.</para>
    /// <para>An enumerator belongs to one consumer. The stream itself may be enumerated by several at a time.</para>
    /// </remarks>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items.</param>
    /// <param name="maxConcurrency">How many selectors may be in flight at the same time; at least 1.</param>
    /// <param name="selector">The operation. Its token is cancelled when the enumeration fails, is cancelled or is left.</param>
    /// <param name="ordered">Whether results come in the order of the items (the default) or as they become ready.</param>
    /// <param name="reorderWindow">How many items may be read but not yet handed out; at least 1. Four times the limit if null.</param>
    /// <returns>A stream of one result per item.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> or <paramref name="reorderWindow"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// await foreach (var page in urls.SelectConcurrent(8, async (url, ct) =&gt; await client.GetStringAsync(url, ct)).WithCancellation(cancellationToken))
    ///     await writer.WriteLineAsync(page);
    /// </code>
    /// </example>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, maxConcurrency, selector);
        return new ConcurrentStream<T, TResult>(new ItemSource<T>(source), maxConcurrency, selector, ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, maxConcurrency, selector);
        return new ConcurrentStream<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, maxConcurrency, selector);
        return new ConcurrentStream<T, TResult>(new ItemSource<T>(source), maxConcurrency, selector, ordered, reorderWindow);
    }

    /// <inheritdoc cref="SelectConcurrent{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, bool, int?)"/>
    public static IAsyncEnumerable<TResult> SelectConcurrent<T, TResult>(
        this IAsyncEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        bool ordered = true,
        int? reorderWindow = null)
    {
        Validate(source, maxConcurrency, selector);
        return new ConcurrentStream<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, ordered, reorderWindow);
    }
}
