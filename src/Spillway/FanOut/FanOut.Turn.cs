using System.Runtime.CompilerServices;

namespace Spillway;

// The source is read by one worker at a time, and never under a lock: it is user code, it may block, and it may complete another worker's
// operation on its own stack. So there is a turn. A worker that does not get it spins for a moment, then parks itself without a thread.
internal abstract partial class FanOut<T, TResult>
{
    private const int SpinRounds = 6;
    private const int FirstSpins = 8;

    private volatile bool _starting = true;
    private int _reading;
    private int _workers;
    private int _parkedCount;
    private ParkingSpot? _parked;

    private bool TryEnterTurn()
    {
        if (Interlocked.CompareExchange(ref _reading, 1, 0) == 0)
            return true;

        if (!_source.IsSynchronous || Room is not null || Environment.ProcessorCount == 1)
            return false;

        for (var round = 0; round < SpinRounds; round++)
        {
            Thread.SpinWait(FirstSpins << round);
            if (Volatile.Read(ref _reading) == 0 && Interlocked.CompareExchange(ref _reading, 1, 0) == 0)
                return true;
        }

        return false;
    }

    // Whoever leaves the turn writes _reading and then looks for parked workers; whoever parks writes _parkedCount and then looks at _reading.
    // With a full fence in between on both sides, at least one of them sees the other. The turn is not handed over: a woken worker competes
    // for it, so a fast source is never idle while a hand-over travels through the pool.
    private void ExitTurn(bool mayAddWorker)
    {
        Interlocked.Exchange(ref _reading, 0);
        if (Volatile.Read(ref _parkedCount) != 0)
            WakeOneOrRelease();
        else if (mayAddWorker && !_starting && Volatile.Read(ref _workers) < _maxConcurrency && !IsOver && TryAddWorker())
            _queue.Enqueue(new NewWorker(this));
    }

    private bool TryAddWorker()
    {
        lock (Gate)
        {
            if (_workers == _maxConcurrency)
                return false;

            _workers++;
            return TryEnter();
        }
    }

    private void Park(ParkingSpot spot)
    {
        lock (Gate)
        {
            spot.Next = _parked;
            _parked = spot;
            _parkedCount++;
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _reading) == 0)
            WakeOneOrRelease();
    }

    private void WakeOneOrRelease()
    {
        ParkingSpot? woken = null;
        var released = 0;
        lock (Gate)
        {
            if (IsOver)
            {
                // They hold no item and nothing is left to read: there is no need to run them just to see them go.
                released = _parkedCount;
                _parked = null;
                _parkedCount = 0;
            }
            else if (_parked is not null)
            {
                woken = _parked;
                _parked = woken.Next;
                woken.Next = null;
                _parkedCount--;
            }
        }

        if (woken is not null)
            _queue.Enqueue(woken);

        if (released != 0)
            Leave(released);
    }

    /// <summary>Where one worker waits for its turn; made once per worker, on the first time that it has to.</summary>
    private sealed class ParkingSpot(FanOut<T, TResult> owner) : ICriticalNotifyCompletion, IThreadPoolWorkItem
    {
        private Action? _resume;

        public ParkingSpot? Next { get; set; }

        public bool IsCompleted => false;

        public ParkingSpot GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            _resume = continuation;
            owner.Park(this);
        }

        void IThreadPoolWorkItem.Execute() => _resume!();
    }

    private sealed class NewWorker(FanOut<T, TResult> owner) : IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => _ = owner.WorkAsync();
    }
}
