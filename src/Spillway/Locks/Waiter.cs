using System.Threading.Tasks.Sources;

namespace Spillway;

/// <summary>What hands out permits: the side of a wait that knows the queue and its lock.</summary>
internal interface IWaitOwner<TGrant>
{
    TimeProvider Time { get; }

    /// <summary>What measurements are tagged with.</summary>
    string Name { get; }

    /// <summary>Takes a waiter out of its queue. False if it was not in it any more: then it has been granted.</summary>
    bool TryRemove(Waiter<TGrant> waiter);

    /// <summary>Called when a removed waiter has been told; <paramref name="acquired"/> says how its wait ended.</summary>
    TGrant Conclude(Waiter<TGrant> waiter, bool acquired);

    /// <summary>Takes back a waiter that nothing refers to any more.</summary>
    void Recycle(Waiter<TGrant> waiter);
}

/// <summary>One asynchronous wait in a queue. It is used again, but only when no timer and no callback can still know it.</summary>
internal sealed class Waiter<TGrant>(WorkQueue queue) : IValueTaskSource<TGrant>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private IWaitOwner<TGrant> _owner = null!;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private Outcome _outcome;
    private long? _queuedAt;

    private enum Outcome
    {
        Granted,
        TimedOut,
        Canceled,
    }

    public Waiter<TGrant>? Previous { get; set; }

    public Waiter<TGrant>? Next { get; set; }

    /// <summary>Whether it stands in a queue; read and written under the owner's lock.</summary>
    public bool IsQueued { get; set; }

    /// <summary>What the owner wants to find again.</summary>
    public object? Tag { get; set; }

    public void Prepare(IWaitOwner<TGrant> owner, object? tag)
    {
        _owner = owner;
        _outcome = Outcome.Granted;
        Tag = tag;
    }

    /// <summary>Arms the ways out. Called once it is queued, outside of any lock: a token that is already cancelled calls back at once.</summary>
    public ValueTask<TGrant> Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Nobody can conclude this wait before the caller has the task, so both fields are set before they are read.
        var result = new ValueTask<TGrant>(this, _core.Version);
        _token = cancellationToken;
        _queuedAt = Instruments.Queued(_owner.Name, _owner.Time);
        try
        {
            if (TimeLimit.IsFinite(timeout))
                _timer = _owner.Time.CreateTimer(static self => ((Waiter<TGrant>)self!).Leave(Outcome.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);

            if (cancellationToken.CanBeCanceled)
                _registration = cancellationToken.UnsafeRegister(static self => ((Waiter<TGrant>)self!).Leave(Outcome.Canceled), this);
        }
        catch when (_owner.TryRemove(this))
        {
            // A clock that cannot make a timer. Left in the queue it would be granted what nobody ever gives back.
            _timer?.Dispose();
            Instruments.Dequeued(_owner.Name, _owner.Time, _queuedAt);
            throw;
        }
        catch
        {
            // Granted meanwhile: there is nothing left to time.
        }

        return result;
    }

    /// <summary>Tells the waiter that it has what it waited for; it was taken out of the queue before.</summary>
    public void Grant() => queue.Enqueue(this);

    private void Leave(Outcome outcome)
    {
        if (!_owner.TryRemove(this))
            return;

        _outcome = outcome;
        queue.Enqueue(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_outcome == Outcome.Canceled)
            _core.SetException(new OperationCanceledException(_token));
        else
            _core.SetResult(_outcome == Outcome.Granted);
    }

    TGrant IValueTaskSource<TGrant>.GetResult(short token)
    {
        var acquired = false;
        try
        {
            acquired = _core.GetResult(token);
        }
        catch (OperationCanceledException)
        {
            End(acquired: false);
            throw;
        }

        return End(acquired);
    }

    ValueTaskSourceStatus IValueTaskSource<TGrant>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TGrant>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private TGrant End(bool acquired)
    {
        // A callback that is running now, or a timer that fired late, still refers to this object. Used again it would end somebody else's wait.
        var isForgotten = _timer is null && (!_token.CanBeCanceled || _registration.Unregister());
        _timer?.Dispose();
        _timer = null;
        _registration = default;
        _token = default;
        _core.Reset();
        Instruments.Dequeued(_owner.Name, _owner.Time, _queuedAt);
        var grant = _owner.Conclude(this, acquired);
        if (isForgotten)
            _owner.Recycle(this);

        return grant;
    }
}
