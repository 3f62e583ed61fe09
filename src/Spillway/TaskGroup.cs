namespace Spillway;

/// <summary>A scope for tasks: nothing that was started in it outlives it, and the first failure cancels the rest.</summary>
/// <remarks>
/// <para>What <c>errgroup</c> is in Go and a task scope in Java. Children may add children; the group waits for all of them. A child starts on
/// the thread that adds it, and runs there until its first <c>await</c>.</para>
/// <para><b>Failure.</b> The first failure of a child cancels <see cref="Token"/>. <see cref="WaitAsync"/> ends with it once all children have
/// ended; <see cref="Task.Exception"/> holds all failures in the order in which they occurred, without the cancellations that the first one caused.</para>
/// <para><b>Memory.</b> Of a child that has ended nothing is kept.</para>
/// <para>All members are safe to call from any thread.</para>
/// </remarks>
/// <example>
/// <code>
/// await TaskGroup.RunAsync(async group =&gt;
/// {
///     group.Run(ct =&gt; ListenAsync(ct));
///     await foreach (var order in orders.ReadAllAsync(group.Token))
///         await group.RunAsync(ct =&gt; HandleAsync(order, ct));
/// }, maxConcurrency: 8, cancellationToken);
/// </code>
/// </example>
public sealed partial class TaskGroup : IAsyncDisposable
{
    private readonly OperationScope _scope;
    private readonly Task _completion;
    private readonly Permits? _slots;
    private int _setUpEnded;

    /// <summary>Creates a group whose children all run at once.</summary>
    /// <param name="cancellationToken">Cancels the group.</param>
    public TaskGroup(CancellationToken cancellationToken = default)
        : this(new GroupScope<bool>(cancellationToken), null, WorkQueue.Pool)
    {
    }

    /// <summary>Creates a group with a limit.</summary>
    /// <param name="maxConcurrency">How many children may run at the same time; at least 1.</param>
    /// <param name="cancellationToken">Cancels the group.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public TaskGroup(int maxConcurrency, CancellationToken cancellationToken = default)
        : this(new GroupScope<bool>(cancellationToken), maxConcurrency, WorkQueue.Pool)
    {
    }

    internal TaskGroup(GroupScope scope, int? maxConcurrency, WorkQueue queue)
    {
        if (maxConcurrency is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(maxConcurrency));
            _slots = new Permits(nameof(TaskGroup), limit, queue);
        }

        MaxConcurrency = maxConcurrency;
        _scope = scope;
        _completion = scope.Completion;
        scope.Attach();
    }

    /// <summary>How many children may run at the same time; null if there is no limit.</summary>
    public int? MaxConcurrency { get; }

    /// <summary>What every child gets: cancelled by the first failure, by <see cref="Cancel"/>, by the caller's token, and when the group is left.</summary>
    public CancellationToken Token => _scope.LinkedToken;

    /// <summary>Runs a body that may add children, and waits for it and all of them.</summary>
    /// <param name="body">Gets the group. An exception from it is a failure like that of a child.</param>
    /// <param name="maxConcurrency">How many children may run at the same time; no limit if null. The body does not count.</param>
    /// <param name="cancellationToken">Cancels the group.</param>
    /// <returns>A task that ends when the body and all children have ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public static Task RunAsync(Func<TaskGroup, Task> body, int? maxConcurrency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            async group =>
            {
                await body(group).ConfigureAwait(false);
                return true;
            },
            maxConcurrency,
            cancellationToken);
    }

    /// <summary>Runs a body that may add children, waits for it and all of them, and returns the body's result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="body">Gets the group. An exception from it is a failure like that of a child.</param>
    /// <param name="maxConcurrency">How many children may run at the same time; no limit if null. The body does not count.</param>
    /// <param name="cancellationToken">Cancels the group.</param>
    /// <returns>The body's result, when the body and all children have ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public static Task<TResult> RunAsync<TResult>(
        Func<TaskGroup, Task<TResult>> body, int? maxConcurrency = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (maxConcurrency is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(maxConcurrency));

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);

        var scope = new GroupScope<TResult>(cancellationToken);
        var group = new TaskGroup(scope, maxConcurrency, WorkQueue.Pool);
        _ = group.RunBodyAsync(scope, body);
        return scope.Result;
    }

    /// <summary>Adds a child. If there is a limit and it is reached, the child starts when another one has ended.</summary>
    /// <param name="child">The operation; it gets <see cref="Token"/>. It does not run if the group is cancelled before it can start.</param>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has completed.</exception>
    public void Run(Func<CancellationToken, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        Enter();
        if (_slots is null && !_scope.IsStopped)
            StartNow(child);
        else
            _ = StartWhenThereIsASlotAsync(child);
    }

    /// <summary>Adds a child that has a result. If there is a limit and it is reached, the child starts when another one has ended.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="child">The operation; it gets <see cref="Token"/>. It does not run if the group is cancelled before it can start.</param>
    /// <returns>The child's own task. A failure is also the group's, so nobody has to look at this task.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has completed.</exception>
    public Task<TResult> Run<TResult>(Func<CancellationToken, Task<TResult>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        Enter();
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = StartAsync(child, result);
        return result.Task;
    }

    /// <summary>Adds a child if it can start now.</summary>
    /// <param name="child">The operation; it gets <see cref="Token"/>.</param>
    /// <returns>False if the limit is reached, or the group is cancelled or has completed; then the child does not run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    public bool TryRun(Func<CancellationToken, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (_scope.IsStopped || !_scope.TryEnter())
            return false;

        if (_slots is not null && !_slots.TryAcquire())
        {
            _scope.Leave();
            return false;
        }

        StartNow(child);
        return true;
    }

    /// <summary>Waits until there is room for another child, and starts it. It does not wait for the child.</summary>
    /// <param name="child">The operation; it gets <see cref="Token"/>.</param>
    /// <returns>A task that ends when the child has been started.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The group has completed.</exception>
    /// <exception cref="OperationCanceledException">The group was cancelled, by a failure or otherwise, before the child could start.</exception>
    public async ValueTask RunAsync(Func<CancellationToken, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        Enter();
        var hasSlot = false;
        try
        {
            await AcquireAsync().ConfigureAwait(false);
            hasSlot = true;
            if (_scope.IsStopped)
                throw new OperationCanceledException(Token);
        }
        catch
        {
            End(hasSlot, wasCounted: false);
            throw;
        }

        StartNow(child);
    }

    /// <summary>Cancels <see cref="Token"/>, and with it all children. <see cref="WaitAsync"/> then ends as cancelled, unless a child failed before.</summary>
    /// <exception cref="AggregateException">Callbacks on <see cref="Token"/> threw; the group is cancelled all the same.</exception>
    public void Cancel() => _scope.Cancel();

    /// <summary>Waits until all children have ended, also those that are added meanwhile. Then the group has completed.</summary>
    /// <returns>A task that ends with the first failure, or as <see cref="TaskStatus.Canceled"/> with the caller's token if that came first.</returns>
    public Task WaitAsync()
    {
        EndSetUp();
        return _completion;
    }

    /// <summary>
    /// Leaves the group: what has not ended by then, because nobody awaited <see cref="WaitAsync"/> or that wait was given up, is cancelled. Waits
    /// until all children have ended.
    /// </summary>
    /// <returns>A task that ends when nothing of the group runs any more. It never fails, so it cannot hide the exception that led here.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!_completion.IsCompleted)
            _scope.Abandon();

        EndSetUp();
        await _completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void EndSetUp()
    {
        if (Interlocked.Exchange(ref _setUpEnded, 1) == 0)
            _scope.Leave();
    }

    private void Enter()
    {
        if (!_scope.TryEnter())
            throw new InvalidOperationException("The task group has completed: nothing can be added to it.");
    }
}
