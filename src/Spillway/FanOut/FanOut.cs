namespace Spillway;

/// <summary>
/// The engine of every bounded fan-out here: up to <c>maxConcurrency</c> workers, each of which takes an item, awaits the selector and takes
/// the next. A worker is one async method, so its state machine is allocated once and not per item.
/// </summary>
/// <remarks>What differs between the public operations (where results go, what a failed item means, when the source may be read on) is in the
/// abstract members; who reads the source is in <c>FanOut.Turn.cs</c>, how it ends in <see cref="OperationScope"/>.</remarks>
internal abstract partial class FanOut<T, TResult> : OperationScope
{
    private readonly Func<T, CancellationToken, ValueTask<TResult>> _selector;
    private readonly int _maxConcurrency;
    private readonly ExecutionContext _context;
    private readonly WorkQueue _queue;
    private ItemSource<T> _source;
    private T[]? _array;
    private long _nextIndex;
    private volatile bool _sourceClosed;

    protected FanOut(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        WorkQueue queue,
        CancellationToken callerToken)
        : base(callerToken)
    {
        _source = source;
        _maxConcurrency = maxConcurrency;
        _selector = selector;
        _queue = queue;
        _context = ExecutionContext.Capture() ?? DefaultContext.Value;
    }

    /// <summary>What measurements are tagged with.</summary>
    protected abstract string Name { get; }

    /// <summary>How many items were read from the source so far.</summary>
    protected long ItemsRead
    {
        get => _array?.Length ?? _nextIndex;
        init => _nextIndex = value;
    }

    /// <summary>Whether the source may be read on; asked by the one worker whose turn it is.</summary>
    protected virtual bool HasRoom => true;

    /// <summary>Set when <see cref="HasRoom"/> may have become true.</summary>
    protected virtual Signal? Room => null;

    /// <summary>Makes room for the result of an item that was just read; called by the one worker whose turn it is.</summary>
    protected abstract void Admit(long index);

    /// <summary>Takes the result of an item; called by several workers at a time, for different items.</summary>
    protected abstract void Deliver(long index, TResult result);

    /// <summary>Called once, when nothing runs any more. At most one of the two arguments says that something went wrong.</summary>
    protected abstract void Complete(bool canceled, List<Exception>? failures);

    /// <summary>Takes the failure of an item; called by several workers at a time.</summary>
    protected virtual void ItemFailed(long index, Exception exception) => Fail(exception);

    /// <summary>No item may start any more.</summary>
    private bool IsOver => IsStopped || _sourceClosed;

    protected bool TryGetCount(out int count) => _source.TryGetCount(out count);

    /// <summary>Starts the work: as many items as the limit allows begin on this thread.</summary>
    protected void Start()
    {
        _array = Room is null ? _source.Array : null;
        Attach();
        while (!IsOver && TryAddWorker())
        {
            _ = WorkAsync();

            if (Volatile.Read(ref _reading) == 0)
                continue;

            // Somebody else reads. Starting more workers now would only park them (without end, if the limit is huge), so from here on each
            // reader starts its successor. If the reader left between the two looks it may not have seen that, and we go on ourselves.
            _starting = false;
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _reading) != 0)
                break;

            _starting = true;
        }

        _starting = false;
        Leave();
    }

    private async Task WorkAsync()
    {
        ParkingSpot? spot = null;
        while (!IsOver)
        {
            T item;
            long index;
            if (_array is { } array)
            {
                // Nothing of the source is user code here, and nothing waits: a counter is coordination enough. It is 64 bits wide since
                // every worker takes one number too many at the end.
                index = Interlocked.Increment(ref _nextIndex) - 1;
                if (index >= array.Length)
                {
                    _sourceClosed = true;
                    break;
                }

                item = array[index];
            }
            else
            {
                while (!TryEnterTurn())
                    await (spot ??= new ParkingSpot(this));

                item = default!;
                index = -1;
                try
                {
                    // An item may have left its own context behind on this flow.
                    ExecutionContext.Restore(_context);
                    while (!IsOver && !HasRoom)
                        await Room!.WaitAsync().ConfigureAwait(false);

                    if (!IsOver)
                    {
                        if (await _source.MoveNextAsync(LinkedToken).ConfigureAwait(false))
                        {
                            // What was read while something failed is dropped.
                            item = _source.Current;
                            if (!IsStopped)
                            {
                                Admit(_nextIndex);
                                index = _nextIndex++;
                            }
                        }
                        else
                        {
                            await CloseSourceAsync().ConfigureAwait(false);
                        }
                    }
                }
                catch (Exception exception)
                {
                    Fail(exception);
                }

                ExitTurn(mayAddWorker: index >= 0);
                if (index < 0)
                    break;
            }

            var isCounted = Instruments.Started(Name);
            try
            {
                ExecutionContext.Restore(_context);
                Deliver(index, await _selector(item, LinkedToken).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                ItemFailed(index, exception);
            }

            Instruments.Ended(Name, isCounted);
        }

        Leave();
    }

    protected sealed override void OnStopped() => Room?.Set();

    protected sealed override void OnEnded() => _ = FinishAsync();

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

        Complete(IsCanceled, Failures);
    }
}
