using System.Threading.Tasks.Sources;

namespace Spillway;

/// <summary>
/// Results handed out one at a time while later items are in flight. What was read but not yet handed out is bounded by a window, so a slow
/// consumer, or one slow item at the head of an ordered stream, holds the source back.
/// </summary>
internal abstract class StreamFanOut<T, TResult> : FanOut<T, TResult>, IAsyncEnumerator<TResult>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private readonly object _lock = new();
    private readonly WorkQueue _queue;
    private readonly int _window;
    private readonly PipelineScope? _pipeline;
    private readonly Signal _ended;
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private Exception? _failure;
    private long _handedOut;
    private bool _started;
    private bool _isWaiting;
    private bool _wakesWithResult;
    private bool _isEnded;
    private bool _isFinished;

    protected StreamFanOut(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        int window,
        WorkQueue queue,
        CancellationToken callerToken,
        PipelineScope? pipeline)
        : base(source, maxConcurrency, selector, queue, callerToken)
    {
        _pipeline = pipeline;
        _queue = queue;
        _window = window;
        Room = new Signal(queue);
        _ended = new Signal(queue);
    }

    /// <summary>Where the numbering starts; tests let it start near the end of 32 bits.</summary>
    internal long FirstIndex
    {
        init
        {
            _handedOut = value;
            ItemsRead = value;
        }
    }

    public TResult Current { get; private set; } = default!;

    /// <summary>How many results the consumer has had.</summary>
    protected long HandedOut => _handedOut;

    protected sealed override string Name => _pipeline is null ? nameof(ConcurrentEnumerable.SelectConcurrent) : nameof(Pipeline);

    protected override bool HasRoom => ItemsRead - Interlocked.Read(ref _handedOut) < _window;

    protected override Signal? Room { get; }

    public ValueTask<bool> MoveNextAsync()
    {
        if (!_started)
        {
            _started = true;
            Start();
        }

        lock (_lock)
        {
            if (_isWaiting)
                throw new InvalidOperationException("MoveNextAsync was called while an earlier call was still waiting.");

            if (!TryHandOut())
            {
                if (_isEnded)
                    return Finish();

                _waiter.Reset();
                _isWaiting = true;
                return new ValueTask<bool>(this, _waiter.Version);
            }
        }

        Room!.Set();
        return new ValueTask<bool>(true);
    }

    public async ValueTask DisposeAsync()
    {
        _isFinished = true;
        if (!_started)
        {
            // Nothing was opened, and nothing will be.
            _started = true;
            _isEnded = true;
            return;
        }

        Abandon();
        while (!Volatile.Read(ref _isEnded))
            await _ended.WaitAsync().ConfigureAwait(false);

        Clear();
        Current = default!;
    }

    /// <summary>Keeps a result; called under the lock.</summary>
    protected abstract void Put(long index, TResult result);

    /// <summary>Takes the next result if it is there; called under the lock.</summary>
    protected abstract bool TryTake(out TResult result);

    protected abstract void Clear();

    protected sealed override void OnFailed(Exception exception) => _pipeline?.Report(exception);

    protected sealed override void Admit(long index)
    {
    }

    protected sealed override void Deliver(long index, TResult result)
    {
        lock (_lock)
        {
            Put(index, result);
            if (!_isWaiting || !TryHandOut())
                return;

            _isWaiting = false;
            _wakesWithResult = true;
        }

        Room!.Set();
        _queue.Enqueue(this);
    }

    protected sealed override void Complete(bool canceled, List<Exception>? failures)
    {
        bool wake;
        lock (_lock)
        {
            _failure = canceled ? new OperationCanceledException(CallerToken) : failures?[0];
            _isEnded = true;
            wake = _isWaiting;
            if (wake)
            {
                // Only then: a result may be on its way to a consumer who was woken before and has not run yet.
                _isWaiting = false;
                _wakesWithResult = false;
            }
        }

        if (wake)
            _queue.Enqueue(this);

        _ended.Set();
    }

    // A cancelled stream hands out nothing more; a failed one still hands out what was ready.
    private bool TryHandOut()
    {
        if (IsCanceled || !TryTake(out var result))
            return false;

        Current = result;
        Interlocked.Increment(ref _handedOut);
        return true;
    }

    private ValueTask<bool> Finish()
    {
        // All work is done, but the caller cancelled while results still waited: they are not handed out, and that must not pass for the end.
        if (_failure is null && IsCanceled && _handedOut < ItemsRead)
            _failure = new OperationCanceledException(CallerToken);

        if (_isFinished || _failure is null)
            return new ValueTask<bool>(false);

        _isFinished = true;
        return ValueTask.FromException<bool>(_failure);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_wakesWithResult || _failure is null)
        {
            _waiter.SetResult(_wakesWithResult);
            return;
        }

        _isFinished = true;
        _waiter.SetException(_failure);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _waiter.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);
}

/// <summary>Results as they become ready.</summary>
internal sealed class UnorderedStream<T, TResult>(
    ItemSource<T> source,
    int maxConcurrency,
    Func<T, CancellationToken, ValueTask<TResult>> selector,
    int window,
    WorkQueue queue,
    CancellationToken callerToken,
    PipelineScope? pipeline = null)
    : StreamFanOut<T, TResult>(source, maxConcurrency, selector, window, queue, callerToken, pipeline)
{
    private readonly Queue<TResult> _ready = new();

    protected override void Put(long index, TResult result) => _ready.Enqueue(result);

    protected override bool TryTake(out TResult result) => _ready.TryDequeue(out result!);

    protected override void Clear() => _ready.Clear();
}

/// <summary>Results in the order of the items: a ring that grows up to the window.</summary>
internal sealed class OrderedStream<T, TResult>(
    ItemSource<T> source,
    int maxConcurrency,
    Func<T, CancellationToken, ValueTask<TResult>> selector,
    int window,
    WorkQueue queue,
    CancellationToken callerToken,
    PipelineScope? pipeline = null)
    : StreamFanOut<T, TResult>(source, maxConcurrency, selector, window, queue, callerToken, pipeline)
{
    /// <summary>The length of the ring before it has to grow; a power of two, as it always is.</summary>
    private const int FirstLength = 4;

    private (bool IsReady, TResult Result)[] _ring = new (bool, TResult)[FirstLength];

    protected override void Put(long index, TResult result)
    {
        if (index - HandedOut >= _ring.Length)
            Grow(index);

        _ring[Slot(index)] = (true, result);
    }

    protected override bool TryTake(out TResult result)
    {
        ref var slot = ref _ring[Slot(HandedOut)];
        var (isReady, ready) = slot;
        slot = default;
        result = ready;
        return isReady;
    }

    protected override void Clear() => _ring = new (bool, TResult)[FirstLength];

    private void Grow(long index)
    {
        var length = _ring.Length;
        while (index - HandedOut >= length)
            length *= 2;

        var grown = new (bool, TResult)[length];
        for (var i = 0; i < _ring.Length; i++)
            grown[(HandedOut + i) & (length - 1)] = _ring[Slot(HandedOut + i)];

        _ring = grown;
    }

    // The length is a power of two, and the index is 64 bits wide: an endless stream does not wrap.
    private long Slot(long index) => index & (_ring.Length - 1);
}
