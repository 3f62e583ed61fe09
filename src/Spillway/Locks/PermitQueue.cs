namespace Spillway;

/// <summary>
/// A number of permits and a strictly first-in-first-out queue for them: the engine of locks, gates and task groups. A permit that comes back
/// goes straight to the first waiter, so nobody who comes later can take it on the way.
/// </summary>
internal abstract class PermitQueue<TGrant>(string name, int permits, WorkQueue queue, TimeProvider time) : IWaitOwner<TGrant>
{
    private readonly object _sync = new();
    private WaiterQueue<TGrant> _waiters;
    private WaiterPool<TGrant> _pool;
    private int _available = permits;

    public TimeProvider Time => time;

    public string Name => name;

    public bool TryAcquire()
    {
        lock (_sync)
        {
            if (_available == 0)
                return false;

            _available--;
            return true;
        }
    }

    /// <summary>Waits for a permit; a time-out is no exception, the grant says so.</summary>
    public ValueTask<TGrant> AcquireAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TGrant>(cancellationToken);

        if (TryAcquire())
            return new ValueTask<TGrant>(CreateGrant(acquired: true));

        if (timeout == TimeSpan.Zero)
            return new ValueTask<TGrant>(CreateGrant(acquired: false));

        Waiter<TGrant> waiter;
        lock (_sync)
        {
            if (_available > 0)
            {
                _available--;
                return new ValueTask<TGrant>(CreateGrant(acquired: true));
            }

            waiter = _pool.Rent(queue);
            waiter.Prepare(this, tag: null);
            _waiters.Enqueue(waiter);
        }

        return waiter.Wait(timeout, cancellationToken);
    }

    public void Release()
    {
        Waiter<TGrant>? next;
        lock (_sync)
        {
            next = _waiters.Dequeue();
            if (next is null)
                _available++;
        }

        next?.Grant();
    }

    /// <summary>What the waiter gets; called without a lock, while it owns its permit.</summary>
    protected abstract TGrant CreateGrant(bool acquired);

    bool IWaitOwner<TGrant>.TryRemove(Waiter<TGrant> waiter)
    {
        lock (_sync)
            return _waiters.Remove(waiter);
    }

    TGrant IWaitOwner<TGrant>.Conclude(Waiter<TGrant> waiter, bool acquired) => CreateGrant(acquired);

    void IWaitOwner<TGrant>.Recycle(Waiter<TGrant> waiter)
    {
        lock (_sync)
            _pool.Return(waiter);
    }
}

/// <summary>Plain permits: whether one was acquired is all there is to say.</summary>
internal sealed class Permits(string name, int count, WorkQueue queue) : PermitQueue<bool>(name, count, queue, TimeProvider.System)
{
    protected override bool CreateGrant(bool acquired) => acquired;
}
