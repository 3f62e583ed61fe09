using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Spillway.Runtime.Tests.Kit;

/// <summary>Operations that suspend once and allocate nothing: a fixed number of them goes round.</summary>
internal sealed class YieldPool
{
    private readonly ConcurrentQueue<Operation> _free = new();

    public YieldPool(int size)
    {
        for (var i = 0; i < size; i++)
            _free.Enqueue(new Operation(this));
    }

    public ValueTask<long> Yield(long value) =>
        _free.TryDequeue(out var operation) ? operation.Start(value) : throw new InvalidOperationException("More operations in flight than the limit allows.");

    private sealed class Operation(YieldPool pool) : IValueTaskSource<long>, IThreadPoolWorkItem
    {
        private ManualResetValueTaskSourceCore<long> _core;
        private long _value;

        public ValueTask<long> Start(long value)
        {
            _core.Reset();
            _value = value;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return new ValueTask<long>(this, _core.Version);
        }

        public void Execute() => _core.SetResult(_value);

        public long GetResult(short token)
        {
            var result = _core.GetResult(token);
            pool._free.Enqueue(this);
            return result;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
