using System.Runtime.CompilerServices;

namespace Spillway;

/// <summary>Starts a chain of stages that work at the same time, with bounded buffers between them.</summary>
/// <remarks>See <see cref="Pipeline{T}"/>.</remarks>
public static class Pipeline
{
    /// <summary>Starts a pipeline with the items of a sequence.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="source">The items; read when the pipeline runs, by one thread at a time.</param>
    /// <param name="capacity">How many items may be read ahead; at least 1.</param>
    /// <param name="timeProvider">The clock of the stages; the system's if null.</param>
    /// <returns>A pipeline without further stages.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public static Pipeline<T> From<T>(IEnumerable<T> source, int capacity, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return From(new ItemSource<T>(source), capacity, timeProvider, WorkQueue.Pool);
    }

    /// <summary>Starts a pipeline with the items of an asynchronous sequence, for example of <c>ChannelReader.ReadAllAsync</c>.</summary>
    /// <inheritdoc cref="From{T}(IEnumerable{T}, int, TimeProvider?)"/>
    public static Pipeline<T> From<T>(IAsyncEnumerable<T> source, int capacity, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return From(new ItemSource<T>(source), capacity, timeProvider, WorkQueue.Pool);
    }

    internal static Pipeline<T> From<T>(ItemSource<T> source, int capacity, TimeProvider? timeProvider, WorkQueue queue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new Pipeline<T>(
            (pipeline, token) => new OrderedStream<T, T>(source, 1, static (item, _) => new ValueTask<T>(item), capacity, queue, token, pipeline),
            queue,
            timeProvider ?? TimeProvider.System);
    }
}

/// <summary>A chain of stages that work at the same time, with bounded buffers between them.</summary>
/// <remarks>
/// <para>A description: nothing runs before <c>ForEachAsync</c>, and each call of it is a run of its own.</para>
/// <para><b>Memory.</b> A run holds at most the sum of all capacities, limits and batch sizes: a slow stage holds back those before it.</para>
/// <para><b>Failure.</b> The first failure of any stage, or of the source, cancels all stages at once, and what is in flight is awaited. <c>await</c>
/// throws that failure; <see cref="Task.Exception"/> holds all of them in the order in which they occurred, without the cancellations that the first one caused.</para>
/// <para>All members are safe to call from any thread.</para>
/// </remarks>
/// <typeparam name="T">The type of what the last stage hands on.</typeparam>
/// <example>
/// <code>
/// await Pipeline.From(paths, capacity: 100)
///     .Transform(8, async (path, ct) =&gt; await ParseAsync(path, ct))
///     .Batch(500, TimeSpan.FromSeconds(1))
///     .ForEachAsync(2, async (rows, ct) =&gt; await InsertAsync(rows, ct), cancellationToken);
/// </code>
/// </example>
public sealed class Pipeline<T>
{
    private readonly Func<PipelineScope, CancellationToken, IAsyncEnumerator<T>> _open;
    private readonly WorkQueue _queue;
    private readonly TimeProvider _time;

    internal Pipeline(Func<PipelineScope, CancellationToken, IAsyncEnumerator<T>> open, WorkQueue queue, TimeProvider time)
    {
        _open = open;
        _queue = queue;
        _time = time;
    }

    /// <summary>Adds a stage that turns each item into another.</summary>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="maxConcurrency">How many items the stage may hold, in flight or finished and not yet taken; at least 1.</param>
    /// <param name="selector">The operation. Its token is cancelled when any stage fails or the run is cancelled.</param>
    /// <param name="ordered">Whether results keep the order of the items (the default) or go on as they become ready.</param>
    /// <returns>The longer pipeline.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selector"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public Pipeline<TResult> Transform<TResult>(int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> selector, bool ordered = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ArgumentNullException.ThrowIfNull(selector);
        return new Pipeline<TResult>(
            (pipeline, token) => ordered
                ? new OrderedStream<T, TResult>(Source(pipeline), maxConcurrency, selector, maxConcurrency, _queue, token, pipeline)
                : new UnorderedStream<T, TResult>(Source(pipeline), maxConcurrency, selector, maxConcurrency, _queue, token, pipeline),
            _queue,
            _time);
    }

    /// <inheritdoc cref="Transform{TResult}(int, Func{T, CancellationToken, ValueTask{TResult}}, bool)"/>
    public Pipeline<TResult> Transform<TResult>(long maxConcurrency, Func<T, CancellationToken, Task<TResult>> selector, bool ordered = true)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Transform<TResult>(Clamp(maxConcurrency), selector.Invoke, ordered);
    }

    /// <summary>Adds a stage that collects items into batches.</summary>
    /// <param name="size">How many items a full batch has; at least 1.</param>
    /// <param name="maxDelay">How long the first item of a batch may wait for others; <see cref="Timeout.InfiniteTimeSpan"/> to wait until it is full.</param>
    /// <returns>The longer pipeline; its batches are never empty and belong to the next stage alone.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1, or the delay is negative and not infinite.</exception>
    public Pipeline<IReadOnlyList<T>> Batch(int size, TimeSpan maxDelay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (maxDelay < TimeSpan.Zero && maxDelay != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(maxDelay), maxDelay, "The delay is negative and not infinite.");

        return new Pipeline<IReadOnlyList<T>>((pipeline, token) => Batches.Of(_open(pipeline, token), size, maxDelay, _queue, _time), _queue, _time);
    }

    /// <summary>Runs the pipeline, and does something with each item that comes out.</summary>
    /// <param name="maxConcurrency">How many actions may be in flight at the same time; at least 1.</param>
    /// <param name="action">The action. Its token is cancelled when any stage fails or the run is cancelled.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>A task that ends when every item has gone through, or when nothing runs any more after a failure or cancellation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public Task ForEachAsync(int maxConcurrency, Func<T, CancellationToken, ValueTask> action, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        ArgumentNullException.ThrowIfNull(action);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        var pipeline = new PipelineScope(cancellationToken);
        pipeline.Attach();
        new FinalStage<T>(Source(pipeline), maxConcurrency, Done, _queue, pipeline).Run();
        return pipeline.Completion;

        // Pooled: the engine wants a result, and this must not cost an allocation per item.
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<bool> Done(T item, CancellationToken token)
        {
            await action(item, token).ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc cref="ForEachAsync(int, Func{T, CancellationToken, ValueTask}, CancellationToken)"/>
    public Task ForEachAsync(long maxConcurrency, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ForEachAsync(Clamp(maxConcurrency), (T item, CancellationToken token) => new ValueTask(action(item, token)), cancellationToken);
    }

    private static int Clamp(long maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return (int)Math.Min(maxConcurrency, int.MaxValue);
    }

    private ItemSource<T> Source(PipelineScope pipeline) => new(new Stage<T>(token => _open(pipeline, token)));
}
