using System.Runtime.CompilerServices;

namespace Spillway;

/// <summary>A fixed number of threads for work that computes, so that it cannot hold up what waits for the outside on the thread pool.</summary>
/// <remarks>
/// <para>Work starts first in, first out. It never runs on the thread pool, and code that awaits it never runs on these threads. Work that is
/// cancelled while it is queued never starts. When the queue is full, <c>RunAsync</c> waits for room without holding a thread.</para>
/// <para>The delegates are synchronous. An asynchronous one would leave the thread at its first <c>await</c>, so passing one is a compile-time
/// error. Work sees the <see cref="ExecutionContext"/> of its caller; what it changes there is seen by nobody else.</para>
/// <para>All members are safe to call from any thread. The threads are background threads; nothing is promised about their priority.</para>
/// </remarks>
/// <example>
/// <code>
/// byte[] hash = await ComputePool.Shared.RunAsync(ct =&gt; Rfc2898DeriveBytes.Pbkdf2(password, salt, 600_000, HashAlgorithmName.SHA256, 32), cancellationToken);
/// </code>
/// </example>
public sealed partial class ComputePool : IAsyncDisposable
{
    private const int DefaultQueueCapacity = 1024;
    private const string AsyncDelegate =
        "The work of a compute pool is synchronous: an asynchronous delegate would leave the pool's thread at its first await. Call it without the pool.";

    private static readonly Lazy<ComputePool> _shared = new(() => new ComputePool(isShared: true, null, null));

    private readonly bool _isShared;
    private readonly PoolScheduler _scheduler;

    /// <summary>Creates a pool. Its threads start when they are needed for the first time.</summary>
    /// <param name="threadCount">How many threads there are, at least 1; <see cref="Environment.ProcessorCount"/>, which respects container limits, if null.</param>
    /// <param name="queueCapacity">How much work may be queued, at least 1; 1024 if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ComputePool(int? threadCount = null, int? queueCapacity = null)
        : this(isShared: false, threadCount, queueCapacity)
    {
    }

    private ComputePool(bool isShared, int? threadCount, int? queueCapacity)
    {
        ThreadCount = threadCount ?? Environment.ProcessorCount;
        QueueCapacity = queueCapacity ?? DefaultQueueCapacity;
        ArgumentOutOfRangeException.ThrowIfLessThan(ThreadCount, 1, nameof(threadCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1, nameof(queueCapacity));
        _isShared = isShared;
        _threads = new Thread[ThreadCount];
        _scheduler = new PoolScheduler(this);
    }

    /// <summary>The pool of the process: as many threads as processors. It cannot be disposed.</summary>
    public static ComputePool Shared => _shared.Value;

    /// <summary>How many threads there are.</summary>
    public int ThreadCount { get; }

    /// <summary>How much work may be queued before <c>RunAsync</c> waits for room.</summary>
    public int QueueCapacity { get; }

    /// <summary>
    /// The pool as a scheduler, for example for <see cref="ParallelOptions.TaskScheduler"/>. Tasks that come this way do not count against
    /// <see cref="QueueCapacity"/>, a task that waits for another one may run it in place, and, unlike with <c>RunAsync</c>, what continues after such a
    /// task may run on the pool's thread.
    /// </summary>
    public TaskScheduler Scheduler => _scheduler;

    /// <summary>Runs work on one of the pool's threads.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="work">The work; it gets <paramref name="cancellationToken"/> and should look at it from time to time.</param>
    /// <param name="cancellationToken">Cancels the wait for room and for a thread; after that it is up to the work.</param>
    /// <returns>The result of the work.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Called on a thread of this pool: blocking there for the result could wait for ever.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; if the work had not started, it never runs.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, TResult> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(work, cancellationToken);
    }

    /// <summary>Runs work on one of the pool's threads.</summary>
    /// <param name="work">The work; it gets <paramref name="cancellationToken"/> and should look at it from time to time.</param>
    /// <param name="cancellationToken">Cancels the wait for room and for a thread; after that it is up to the work.</param>
    /// <returns>A task that ends as the work does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Called on a thread of this pool: blocking there for the result could wait for ever.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; if the work had not started, it never runs.</exception>
    public Task RunAsync(Action<CancellationToken> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit<bool>(
            token =>
            {
                work(token);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Not supported: an asynchronous delegate would leave the pool's thread at its first <c>await</c>.</summary>
    /// <param name="work">Never called.</param>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncDelegate, error: true)]
    [OverloadResolutionPriority(1)]
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken = default) => throw new NotSupportedException(AsyncDelegate);

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task}, CancellationToken)"/>
    [Obsolete(AsyncDelegate, error: true)]
    [OverloadResolutionPriority(1)]
    public Task RunAsync<TResult>(Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(AsyncDelegate);

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task}, CancellationToken)"/>
    [Obsolete(AsyncDelegate, error: true)]
    public Task RunAsync(Func<CancellationToken, ValueTask> work, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(AsyncDelegate);

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task}, CancellationToken)"/>
    [Obsolete(AsyncDelegate, error: true)]
    public Task RunAsync<TResult>(Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(AsyncDelegate);

    /// <summary>Accepts no more work, and waits until all work that was accepted has ended and the threads are gone.</summary>
    /// <returns>A task that ends when no thread of the pool runs any more.</returns>
    /// <exception cref="InvalidOperationException">This is the shared pool.</exception>
    public ValueTask DisposeAsync()
    {
        if (_isShared)
            throw new InvalidOperationException("The shared pool belongs to the process and cannot be disposed.");

        return new ValueTask(Close());
    }
}
