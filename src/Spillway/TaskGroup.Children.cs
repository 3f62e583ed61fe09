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

    private async Task StartAsync(Func<CancellationToken, Task> child, bool hasSlot)
    {
        var isCounted = false;
        try
        {
            if (!hasSlot)
                await AcquireAsync().ConfigureAwait(false);

            hasSlot = true;
            isCounted = Instruments.Started(nameof(TaskGroup));
            await child(Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _scope.Fail(exception);
        }

        End(hasSlot, isCounted);
    }

    private async Task StartAsync<TResult>(Func<CancellationToken, Task<TResult>> child, TaskCompletionSource<TResult> result)
    {
        var hasSlot = false;
        var isCounted = false;
        try
        {
            await AcquireAsync().ConfigureAwait(false);
            hasSlot = true;
            isCounted = Instruments.Started(nameof(TaskGroup));
            result.SetResult(await child(Token).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            _scope.Fail(exception);
            if (exception is OperationCanceledException canceled && Token.IsCancellationRequested)
                result.SetCanceled(canceled.CancellationToken);
            else
                result.SetException(exception);

            // The group reports it; the task's own copy counts as seen.
            _ = result.Task.Exception;
        }

        End(hasSlot, isCounted);
    }

    private ValueTask<bool> AcquireAsync()
    {
        if (_scope.IsStopped)
            return ValueTask.FromCanceled<bool>(Token.IsCancellationRequested ? Token : new CancellationToken(canceled: true));

        return _slots?.AcquireAsync(Timeout.InfiniteTimeSpan, Token) ?? new ValueTask<bool>(true);
    }

    private void End(bool hadSlot, bool wasCounted)
    {
        Instruments.Ended(nameof(TaskGroup), wasCounted);
        if (hadSlot)
            _slots?.Release();

        _scope.Leave();
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
