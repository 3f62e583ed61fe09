namespace Spillway;

public static partial class ConcurrentEnumerable
{
    /// <summary>
    /// Calls <paramref name="selector"/> for every item, at most <paramref name="maxConcurrency"/> at a time, and returns the results in the
    /// order of the items.
    /// </summary>
    /// <remarks>
    /// <para><b>Order.</b> Element <c>i</c> of the result belongs to item <c>i</c>, whatever finished first. Each item is processed exactly
    /// once, or not at all after a failure or a cancellation.</para>
    /// <para><b>Start.</b> The first items start on the calling thread, before this method returns, as with
    /// <c>Task.WhenAll(source.Select(…))</c>. The source is read lazily, by one thread at a time, and disposed once.</para>
    /// <para><b>Failure.</b> After the first failure no item starts, the token that selectors received is cancelled, and what is in flight is
    /// awaited: nothing still runs when the returned task completes. <c>await</c> throws the failure that occurred first;
    /// <see cref="Task.Exception"/> holds all of them in the order in which they occurred, without the cancellations that the first one caused.
    /// An exception from the source is a failure. An <see cref="OperationCanceledException"/> that nobody here asked for, such as a
    /// time-out inside an item, is a failure too.</para>
    /// <para><b>Cancellation.</b> When <paramref name="cancellationToken"/> is cancelled first, the task ends as
    /// <see cref="TaskStatus.Canceled"/> with that token, after everything in flight has ended.</para>
    /// <para><b>Context.</b> Every item sees the <see cref="ExecutionContext"/> of the caller, and what it changes there is seen neither by
    /// other items nor by the caller. If the caller suppressed the flow, items see the default context.</para>
    /// <para><b>Cost.</b> Nothing is allocated per item beyond the result array and what the selector itself allocates. Sources that know
    /// their count get an array of that size at once.</para>
    /// </remarks>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items; enumerated once, not at all if <paramref name="cancellationToken"/> is already cancelled.</param>
    /// <param name="maxConcurrency">How many selectors may be in flight at the same time; at least 1.</param>
    /// <param name="selector">The operation. Its token is cancelled by <paramref name="cancellationToken"/> and by the first failure.</param>
    /// <param name="cancellationToken">Cancels the whole operation.</param>
    /// <returns>One result per item, in the order of the items.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// Customer[] customers = await ids.SelectConcurrentAsync(8, async (id, ct) =&gt; await client.GetCustomerAsync(id, ct), cancellationToken);
    /// </code>
    /// </example>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Select(new ItemSource<T>(source), maxConcurrency, selector, cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Select<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    /// <example>
    /// <code>
    /// string[] names = await reader.ReadAllAsync(cancellationToken).SelectConcurrentAsync(8, client.GetNameAsync, cancellationToken);
    /// </code>
    /// </example>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Select(new ItemSource<T>(source), maxConcurrency, selector, cancellationToken);
    }

    /// <inheritdoc cref="SelectConcurrentAsync{T, TResult}(IAsyncEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TResult[]> SelectConcurrentAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Select<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, cancellationToken);
    }

    private static Task<TResult[]> Select<T, TResult>(
        ItemSource<T> source, int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> selector, CancellationToken cancellationToken) =>
        new ResultFanOut<T, TResult>(source, maxConcurrency, selector, WorkQueue.Pool, cancellationToken).Run();
}
