namespace Spillway;

public static partial class ConcurrentEnumerable
{
    /// <summary>
    /// Calls <paramref name="selector"/> for every item, at most <paramref name="maxConcurrency"/> at a time, and returns what became of each
    /// of them, in the order of the items. A failed item stops nothing.
    /// </summary>
    /// <remarks>
    /// <para>What JavaScript calls <c>Promise.allSettled</c>, with a limit. Start, order, context and cost are those of
    /// <see cref="SelectConcurrentAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>.</para>
    /// <para><b>Failure.</b> Only the source can fail the whole: then no item starts any more, and what is in flight is cancelled and awaited.</para>
    /// <para><b>Cancellation.</b> When <paramref name="cancellationToken"/> is cancelled, the task ends as <see cref="TaskStatus.Canceled"/> with
    /// that token, after everything in flight has ended.</para>
    /// </remarks>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="source">The items; enumerated once, not at all if <paramref name="cancellationToken"/> is already cancelled.</param>
    /// <param name="maxConcurrency">How many selectors may be in flight at the same time; at least 1.</param>
    /// <param name="selector">The operation. Its token is cancelled by <paramref name="cancellationToken"/> and by a failure of the source.</param>
    /// <param name="cancellationToken">Cancels the whole operation.</param>
    /// <returns>One outcome per item, in the order of the items.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// var outcomes = await ids.SelectSettledAsync(8, async (id, ct) =&gt; await client.DeleteAsync(id, ct), cancellationToken);
    /// logger.LogWarning("{Count} deletions failed", outcomes.Count(outcome =&gt; !outcome.IsSuccess));
    /// </code>
    /// </example>
    public static Task<TaskOutcome<TResult>[]> SelectSettledAsync<T, TResult>(
        this IEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Settle(new ItemSource<T>(source), maxConcurrency, selector, cancellationToken);
    }

    /// <inheritdoc cref="SelectSettledAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TaskOutcome<TResult>[]> SelectSettledAsync<T, TResult>(
        this IEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Settle<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, cancellationToken);
    }

    /// <inheritdoc cref="SelectSettledAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TaskOutcome<TResult>[]> SelectSettledAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Settle(new ItemSource<T>(source), maxConcurrency, selector, cancellationToken);
    }

    /// <inheritdoc cref="SelectSettledAsync{T, TResult}(IEnumerable{T}, int, Func{T, CancellationToken, ValueTask{TResult}}, CancellationToken)"/>
    public static Task<TaskOutcome<TResult>[]> SelectSettledAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        long maxConcurrency,
        Func<T, CancellationToken, Task<TResult>> selector,
        CancellationToken cancellationToken = default)
    {
        Validate(source, maxConcurrency, selector);
        return Settle<T, TResult>(new ItemSource<T>(source), Clamp(maxConcurrency), selector.Invoke, cancellationToken);
    }

    private static Task<TaskOutcome<TResult>[]> Settle<T, TResult>(
        ItemSource<T> source, int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> selector, CancellationToken cancellationToken) =>
        new OutcomeFanOut<T, TResult>(source, maxConcurrency, selector, WorkQueue.Pool, cancellationToken).Run();
}
