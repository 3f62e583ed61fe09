namespace Spillway;

/// <summary>First in, first out, and out of the middle at once when a waiter gives up. Used under its owner's lock.</summary>
internal struct WaiterQueue<TGrant>
{
    private Waiter<TGrant>? _first;
    private Waiter<TGrant>? _last;

    public readonly bool IsEmpty => _first is null;

    public void Enqueue(Waiter<TGrant> waiter)
    {
        waiter.IsQueued = true;
        waiter.Previous = _last;
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;

        _last = waiter;
    }

    public Waiter<TGrant>? Dequeue()
    {
        var waiter = _first;
        if (waiter is not null)
            Remove(waiter);

        return waiter;
    }

    /// <summary>Takes a waiter out. False if it is not in the queue.</summary>
    public bool Remove(Waiter<TGrant> waiter)
    {
        if (!waiter.IsQueued)
            return false;

        if (waiter.Previous is null)
            _first = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;

        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;

        waiter.Previous = null;
        waiter.Next = null;
        waiter.IsQueued = false;
        return true;
    }
}

/// <summary>Waiters to be used again; a few, since a burst should not be kept for ever. Used under its owner's lock.</summary>
internal struct WaiterPool<TGrant>
{
    private const int Capacity = 64;

    private Waiter<TGrant>? _first;
    private int _count;

    public Waiter<TGrant> Rent(WorkQueue queue)
    {
        var waiter = _first;
        if (waiter is null)
            return new Waiter<TGrant>(queue);

        _first = waiter.Next;
        _count--;
        waiter.Next = null;
        return waiter;
    }

    public void Return(Waiter<TGrant> waiter)
    {
        waiter.Tag = null;
        if (_count == Capacity)
            return;

        waiter.Next = _first;
        _first = waiter;
        _count++;
    }
}
