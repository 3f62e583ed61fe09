namespace Spillway;

/// <summary>
/// How everything here ends: participants come and go, the first failure (or the caller's cancellation, if that was earlier) decides the
/// outcome and cancels the rest, and the end is announced once when the last participant has left.
/// </summary>
internal abstract class OperationScope(CancellationToken callerToken)
{
    // So far below zero that no number of late arrivals makes it look alive.
    private const int Ended = int.MinValue / 2;

    // Never disposed: it holds no timer and no registration elsewhere, and not disposing it leaves nothing for a late Cancel to race with.
    private readonly CancellationTokenSource _linked = new();

    private CancellationTokenRegistration _registration;
    private List<Exception>? _failures;
    private bool _canceled;
    private bool _callerCalled;
    private volatile bool _isStopped;

    // The one who set the operation up counts as the first.
    private int _participants = 1;

    // The participants as a group, and the callback on the caller's token: it calls user code, so nothing is over before it has returned.
    private int _parties = 2;

    public CancellationToken CallerToken => callerToken;

    /// <summary>What user code gets: cancelled by the first failure, by the caller, or when the operation is abandoned.</summary>
    public CancellationToken LinkedToken => _linked.Token;

    /// <summary>The outcome is decided; nothing may start any more.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>Whether the caller, or a consumer that left, came before any failure.</summary>
    public bool IsCanceled => _canceled || (_failures is null && callerToken.IsCancellationRequested);

    /// <summary>The failures in the order in which they occurred, or null.</summary>
    protected List<Exception>? Failures => _failures;

    // The source is ours alone (others see its token), so it also serves as the lock: an object less per call.
    protected object Gate => _linked;

    /// <summary>Begins to listen to the caller's token. A token that is already cancelled stops the operation here.</summary>
    public void Attach()
    {
        if (callerToken.CanBeCanceled)
        {
            _registration = callerToken.UnsafeRegister(static self => ((OperationScope)self!).CallerCanceled(), this);

            // Neither registered nor called on this very stack: the caller has disposed the source of the token, so it never calls.
            if (_registration != default || _callerCalled)
                return;
        }

        Interlocked.Decrement(ref _parties);
    }

    /// <summary>Adds a participant. False if the operation has ended already.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _participants) > 0)
            return true;

        Interlocked.Decrement(ref _participants);
        return false;
    }

    /// <summary>Takes participants away; the last one ends the operation.</summary>
    public void Leave(int participants = 1)
    {
        // Somebody may enter between the two instructions; then the operation goes on, and its last participant comes by here again.
        if (Interlocked.Add(ref _participants, -participants) != 0 || Interlocked.CompareExchange(ref _participants, Ended, 0) != 0)
            return;

        // Unregister, not Dispose: the last one may be running inside that very callback, and Dispose would wait for it on other threads.
        // If it comes too late, the callback is running or has run, and accounts for itself.
        var parties = _registration.Unregister() ? 2 : 1;
        if (Interlocked.Add(ref _parties, -parties) == 0)
            OnEnded();
    }

    /// <summary>Records a failure in its place in time, and stops the rest if it is the first.</summary>
    public void Fail(Exception exception)
    {
        var isFirst = Record(exception);
        if (_isStopped)
            OnStopped();

        OnFailed(exception);
        if (isFirst)
            CancelLinked();
    }

    /// <summary>Stops as if the caller had cancelled. What callbacks throw goes to whoever asks for it, as with any token source.</summary>
    public void Cancel()
    {
        // The callbacks are user code that runs on our behalf: nothing is over before they have returned.
        var isParticipant = TryEnter();
        try
        {
            Stop();
            _linked.Cancel();
        }
        finally
        {
            if (isParticipant)
                Leave();
        }
    }

    /// <summary>Stops because nobody is interested any more, so nobody is there to hear what callbacks throw.</summary>
    public void Abandon()
    {
        try
        {
            Cancel();
        }
        catch (AggregateException)
        {
        }
    }

    /// <summary>Called whenever the operation has been stopped, perhaps more than once: wakes whoever waits for something else.</summary>
    protected virtual void OnStopped()
    {
    }

    /// <summary>Called for every failure and before it cancels anything, also for those that come too late to be recorded here.</summary>
    protected virtual void OnFailed(Exception exception)
    {
    }

    /// <summary>Called once, when the last participant has left and no callback of ours runs any more.</summary>
    protected abstract void OnEnded();

    private void Stop()
    {
        lock (Gate)
            _canceled |= _failures is null;

        _isStopped = true;
        OnStopped();
    }

    // Whether it is the first failure.
    private bool Record(Exception exception)
    {
        lock (Gate)
        {
            if (_canceled)
                return false;

            if (_failures is null && callerToken.IsCancellationRequested)
            {
                // The token was cancelled before, only our callback has not run yet.
                _canceled = true;
                _isStopped = true;
                return false;
            }

            if (_failures is null)
            {
                _failures = [exception];
                _isStopped = true;
                return true;
            }

            if (exception is not OperationCanceledException)
                _failures.Add(exception);

            return false;
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
            // Callbacks that user code put on its token.
            lock (Gate)
                _failures?.AddRange(thrown.InnerExceptions);
        }
    }

    private void CallerCanceled()
    {
        _callerCalled = true;
        Stop();
        try
        {
            // What callbacks throw goes to whoever cancelled, as with any linked token.
            _linked.Cancel();
        }
        finally
        {
            if (Interlocked.Decrement(ref _parties) == 0)
                OnEnded();
        }
    }
}
