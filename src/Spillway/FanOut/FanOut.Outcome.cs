namespace Spillway;

// How a fan-out ends: what failed first, whether the caller cancelled before that, and when the last thing of ours has stopped running.
internal abstract partial class FanOut<T, TResult>
{
    private readonly CancellationToken _callerToken;

    // Never disposed: it holds no timer and no registration elsewhere, and not disposing it leaves nothing for a late Cancel to race with.
    private readonly CancellationTokenSource _linked = new();

    private CancellationTokenRegistration _registration;
    private List<Exception>? _failures;
    private bool _canceled;
    private volatile bool _stopped;
    private volatile bool _sourceClosed;

    // Workers, and the caller's thread while it starts them.
    private int _active = 1;

    // The group of workers, and the callback on the caller's token: it calls user code, so nothing is over before it has returned.
    private int _parties = 2;

    /// <summary>No item may start any more.</summary>
    protected bool IsOver => _stopped || _sourceClosed;

    protected CancellationToken LinkedToken => _linked.Token;

    protected CancellationToken CallerToken => _callerToken;

    // The source is ours alone (others see its token), so it also serves as the lock: an object less per call.
    private object Gate => _linked;

    /// <summary>Called once, when nothing runs any more. At most one of the two arguments says that something went wrong.</summary>
    protected abstract void Complete(bool canceled, List<Exception>? failures);

    /// <summary>Records a failure in its place in time, and stops the rest if it is the first.</summary>
    protected void Fail(Exception exception)
    {
        var isFirst = Record(exception);
        Room?.Set();
        if (isFirst)
            CancelLinked();
    }

    /// <summary>Stops as if the caller had cancelled: a consumer has lost interest.</summary>
    protected void Abandon()
    {
        Stop();
        CancelLinked();
    }

    /// <summary>Whether the caller, or a consumer that left, came before any failure.</summary>
    protected bool IsCanceled => _canceled || (_failures is null && _callerToken.IsCancellationRequested);

    private void Stop()
    {
        lock (Gate)
            _canceled |= _failures is null;

        _stopped = true;
        Room?.Set();
    }

    private bool Record(Exception exception)
    {
        lock (Gate)
        {
            if (_canceled)
                return false;

            if (_failures is null && _callerToken.IsCancellationRequested)
            {
                // The token was cancelled before, only our callback has not run yet.
                _canceled = true;
                _stopped = true;
                return false;
            }

            if (_failures is not null)
            {
                if (exception is not OperationCanceledException)
                    _failures.Add(exception);

                return false;
            }

            _failures = [exception];
            _stopped = true;
            return true;
        }
    }

    private void CancelLinked()
    {
        try
        {
            _linked.Cancel();
        }
        catch (AggregateException thrown)
        {
            // Callbacks that selectors put on their token.
            lock (Gate)
            {
                foreach (var exception in thrown.InnerExceptions)
                    _failures?.Add(exception);
            }
        }
    }

    private void CallerCanceled()
    {
        Stop();
        try
        {
            // What callbacks throw goes to whoever cancelled, as with any linked token.
            _linked.Cancel();
        }
        finally
        {
            if (Interlocked.Decrement(ref _parties) == 0)
                _ = FinishAsync();
        }
    }

    private void Leave(int workers)
    {
        lock (Gate)
        {
            _active -= workers;
            if (_active != 0)
                return;
        }

        // Unregister, not Dispose: the last worker may be running inside that very callback, and Dispose would wait for it on other threads.
        // If it comes too late, the callback is running or has run, and accounts for itself.
        var parties = _registration.Unregister() ? 2 : 1;
        if (Interlocked.Add(ref _parties, -parties) == 0)
            _ = FinishAsync();
    }

    private async Task CloseSourceAsync()
    {
        _sourceClosed = true;
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FinishAsync()
    {
        if (!_sourceClosed)
        {
            try
            {
                ExecutionContext.Restore(_context);
                await CloseSourceAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        }

        Complete(IsCanceled, _failures);
    }
}
