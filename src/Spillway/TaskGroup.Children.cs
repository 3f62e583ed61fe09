namespace Spillway;

// How children run and how the group ends.
public sealed partial class TaskGroup
{
    private async Task RunBodyAsync<TResult>(GroupScope<TResult> scope, Func<TaskGroup, Task<TResult>> body)
    {
        try
        {
            scope.Value = await body(this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            scope.Fail(exception);
        }

        EndSetUp();
    }

    // The slot, if there are slots, is taken. A child that ends without waiting costs no state machine.
    private void StartNow(Func<CancellationToken, Task> child)
    {
        var isCounted = Instruments.Started(nameof(TaskGroup));
        var context = ExecutionContext.Capture();
        Task running;
        try
        {
            running = context is null ? IsolatedAsync(child) : child(Token);
            ArgumentNullException.ThrowIfNull(running, nameof(child));
        }
        catch (Exception exception)
        {
            running = Task.FromException(exception);
        }

        // What the child changed in the context is its own.
        if (context is not null)
            ExecutionContext.Restore(context);

        if (running.IsCompletedSuccessfully)
            End(hadSlot: true, isCounted);
        else
            new Child(this, running, isCounted).Watch();
    }

    // Under a suppressed flow there is no context to go back to, but an async method leaves the thread as it found it.
    private async Task IsolatedAsync(Func<CancellationToken, Task> child) => await child(Token).ConfigureAwait(false);

    private async Task StartWhenThereIsASlotAsync(Func<CancellationToken, Task> child)
    {
        try
        {
            await AcquireAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            _scope.Fail(exception);
            End(hadSlot: false, wasCounted: false);
            return;
        }

        // Stopped between the grant and this moment: the slot goes back unused.
        if (_scope.IsStopped)
            End(hadSlot: true, wasCounted: false);
        else
            StartNow(child);
    }

    private async Task StartAsync<TResult>(Func<CancellationToken, Task<TResult>> child, TaskCompletionSource<TResult> result)
    {
        var hasSlot = false;
        var isCounted = false;
        var value = default(TResult)!;
        Exception? failure = null;
        try
        {
            await AcquireAsync().ConfigureAwait(false);
            hasSlot = true;
            if (_scope.IsStopped)
                throw new OperationCanceledException(Token);

            isCounted = Instruments.Started(nameof(TaskGroup));
            var running = child(Token);
            ArgumentNullException.ThrowIfNull(running, nameof(child));
            value = await running.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _scope.Fail(exception);
            failure = exception;
        }

        // Whoever awaits the child finds its slot free; and the group outlives the child's task.
        FreeSlot(hasSlot, isCounted);
        if (failure is null)
            result.SetResult(value);
        else if (failure is OperationCanceledException canceled && Token.IsCancellationRequested)
            result.SetCanceled(canceled.CancellationToken);
        else
            result.SetException(failure);

        // The group reports it; the task's own copy counts as seen.
        _ = result.Task.Exception;
        _scope.Leave();
    }

    private ValueTask<bool> AcquireAsync()
    {
        if (_scope.IsStopped)
            return ValueTask.FromCanceled<bool>(Token.IsCancellationRequested ? Token : new CancellationToken(canceled: true));

        return _slots?.AcquireAsync(Timeout.InfiniteTimeSpan, Token) ?? new ValueTask<bool>(true);
    }

    private void End(bool hadSlot, bool wasCounted)
    {
        FreeSlot(hadSlot, wasCounted);
        _scope.Leave();
    }

    private void FreeSlot(bool hadSlot, bool wasCounted)
    {
        Instruments.Ended(nameof(TaskGroup), wasCounted);
        if (hadSlot)
            _slots?.Release();
    }

    /// <summary>A child that is running: less than the state machine that an await would cost, and without a context to carry.</summary>
    private sealed class Child(TaskGroup group, Task running, bool isCounted)
    {
        public void Watch()
        {
            // One that has failed already would be told on the pool.
            if (running.IsCompleted)
                End();
            else
                running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
        }

        private void End()
        {
            if (!running.IsCompletedSuccessfully)
            {
                try
                {
                    running.GetAwaiter().GetResult();
                }
                catch (Exception exception)
                {
                    group._scope.Fail(exception);
                }
            }

            group.End(hadSlot: true, isCounted);
        }
    }

    internal abstract class GroupScope(CancellationToken callerToken) : OperationScope(callerToken)
    {
        public abstract Task Completion { get; }
    }

    internal sealed class GroupScope<TResult>(CancellationToken callerToken) : GroupScope(callerToken)
    {
        private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task Completion => _completion.Task;

        public Task<TResult> Result => _completion.Task;

        public TResult Value { get; set; } = default!;

        protected override void OnEnded()
        {
            if (IsCanceled)
                _completion.SetCanceled(CallerToken.IsCancellationRequested ? CallerToken : LinkedToken);
            else if (Failures is { } failures)
                _completion.SetException(failures);
            else
                _completion.SetResult(Value);
        }
    }
}
