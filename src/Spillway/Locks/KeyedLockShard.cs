using System.Diagnostics;

namespace Spillway;

/// <summary>What exists of a key while it is held: its holder's number and who waits for it.</summary>
internal sealed class KeyedLockEntry<TKey>(KeyedLockShard<TKey> shard)
    where TKey : notnull
{
    public WaiterQueue<KeyedAsyncLock<TKey>.Holding> Waiters;
#if DEBUG
    private readonly AsyncLocal<long?> _heldTicket = new();
#endif

    public KeyedLockShard<TKey> Shard => shard;

    public TKey Key { get; set; } = default!;

    /// <summary>Changes with every release and never goes back, also not when the entry serves another key.</summary>
    public long Ticket { get; set; }

    public KeyedLockEntry<TKey>? NextFree { get; set; }

    /// <summary>The right to whoever has just been given the key; in debug builds the flow is marked, so that it can be told when it asks again.</summary>
    public KeyedAsyncLock<TKey>.Holding Grant()
    {
#if DEBUG
        _heldTicket.Value = Ticket;
#endif
        return new KeyedAsyncLock<TKey>.Holding(this, Ticket);
    }

    [Conditional("DEBUG")]
    public void CheckRecursion()
    {
#if DEBUG
        if (_heldTicket.Value == Ticket)
            throw new LockRecursionException("The flow that holds this key asks for it again: it would wait for itself.");
#endif
    }
}

/// <summary>A part of the keys under one lock, which is never held for longer than a look-up takes.</summary>
internal sealed class KeyedLockShard<TKey>(IEqualityComparer<TKey>? comparer, WorkQueue queue, TimeProvider time)
    : IWaitOwner<KeyedAsyncLock<TKey>.Holding>
    where TKey : notnull
{
    private const int PoolCapacity = 64;

    private readonly Dictionary<TKey, KeyedLockEntry<TKey>> _held = new(comparer);
    private WaiterPool<KeyedAsyncLock<TKey>.Holding> _waiters;
    private KeyedLockEntry<TKey>? _free;
    private int _freeCount;

    public TimeProvider Time => time;

    public string Name => nameof(KeyedAsyncLock<TKey>);

    public int Count
    {
        get
        {
            lock (_held)
                return _held.Count;
        }
    }

    public ValueTask<KeyedAsyncLock<TKey>.Holding> AcquireAsync(TKey key, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<KeyedAsyncLock<TKey>.Holding>(cancellationToken);

        Waiter<KeyedAsyncLock<TKey>.Holding> waiter;
        lock (_held)
        {
            if (!_held.TryGetValue(key, out var entry))
            {
                entry = Rent(key);
                _held.Add(key, entry);
                return new ValueTask<KeyedAsyncLock<TKey>.Holding>(entry.Grant());
            }

            if (timeout == TimeSpan.Zero)
                return default;

            entry.CheckRecursion();

            waiter = _waiters.Rent(queue);
            waiter.Prepare(this, entry);
            entry.Waiters.Enqueue(waiter);
        }

        return waiter.Wait(timeout, cancellationToken);
    }

    public void Release(KeyedLockEntry<TKey> entry, long ticket)
    {
        Waiter<KeyedAsyncLock<TKey>.Holding>? next;
        lock (_held)
        {
            if (entry.Ticket != ticket)
                return;

            entry.Ticket++;
            next = entry.Waiters.Dequeue();
            if (next is null)
            {
                _held.Remove(entry.Key);
                Return(entry);
            }
        }

        next?.Grant();
    }

    bool IWaitOwner<KeyedAsyncLock<TKey>.Holding>.TryRemove(Waiter<KeyedAsyncLock<TKey>.Holding> waiter)
    {
        // A waiter that was granted has left its queue, whatever its entry does by now.
        lock (_held)
            return waiter.IsQueued && ((KeyedLockEntry<TKey>)waiter.Tag!).Waiters.Remove(waiter);
    }

    KeyedAsyncLock<TKey>.Holding IWaitOwner<KeyedAsyncLock<TKey>.Holding>.Conclude(Waiter<KeyedAsyncLock<TKey>.Holding> waiter, bool acquired) =>
        acquired ? ((KeyedLockEntry<TKey>)waiter.Tag!).Grant() : default;

    void IWaitOwner<KeyedAsyncLock<TKey>.Holding>.Recycle(Waiter<KeyedAsyncLock<TKey>.Holding> waiter)
    {
        lock (_held)
            _waiters.Return(waiter);
    }

    private KeyedLockEntry<TKey> Rent(TKey key)
    {
        var entry = _free;
        if (entry is null)
        {
            entry = new KeyedLockEntry<TKey>(this);
        }
        else
        {
            _free = entry.NextFree;
            _freeCount--;
            entry.NextFree = null;
        }

        entry.Key = key;
        return entry;
    }

    private void Return(KeyedLockEntry<TKey> entry)
    {
        entry.Key = default!;
        if (_freeCount == PoolCapacity)
            return;

        entry.NextFree = _free;
        _free = entry;
        _freeCount++;
    }
}
