using System.Threading.Tasks.Sources;

namespace Spillway;

/// <summary>
/// An auto-reset event for one asynchronous waiter, allocated once. A wake-up is a hint: the waiter looks at its condition again, so setting
/// twice is as good as once. The waiter never resumes on the stack of whoever set it.
/// </summary>
internal sealed class Signal(WorkQueue queue) : IValueTaskSource, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int IsSet = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, IsSet) == IsSet)
            return default;

        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _core.Version);

        Interlocked.Exchange(ref _state, Idle);
        return default;
    }

    public void Set()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == Waiting)
            {
                if (Interlocked.CompareExchange(ref _state, Idle, Waiting) != Waiting)
                    continue;

                queue.Enqueue(this);
                return;
            }

            // Written even if it is set already: whoever waits next must see what the setter did before.
            if (Interlocked.CompareExchange(ref _state, IsSet, state) == state)
                return;
        }
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
