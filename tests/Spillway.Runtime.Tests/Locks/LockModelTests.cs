namespace Spillway.Runtime.Tests.Locks;

/// <summary>Random flows at one lock (or several keys) in the single-threaded world: who comes first is served first, whoever gives up is gone.</summary>
public sealed class LockModelTests
{
    private const int Unit = 1;

    [Fact]
    public void An_async_lock_serves_in_order() => Property.ForSeeds(seed =>
    {
        var time = new FakeTime();
        var queue = new SeededQueue(seed);
        var asyncLock = new AsyncLock(queue, time);
        new Model(queue, time, keys: 1, async (_, timeout, token) =>
        {
            var holding = timeout is { } limit
                ? await asyncLock.TryLockAsync(limit, token).ConfigureAwait(false)
                : await asyncLock.LockAsync(token).ConfigureAwait(false);
            return holding.IsAcquired ? () => holding.Dispose() : null;
        }).Run();
    }, Effort.Cases(@short: 500, @long: 20_000));

    [Fact]
    public void A_keyed_lock_serves_each_key_in_order_and_keeps_no_key() => Property.ForSeeds(seed =>
    {
        var time = new FakeTime();
        var queue = new SeededQueue(seed);
        var keyed = new KeyedAsyncLock<int>(queue, timeProvider: time);
        var model = new Model(queue, time, keys: 3, async (key, timeout, token) =>
        {
            var holding = timeout is { } limit
                ? await keyed.TryLockAsync(key, limit, token).ConfigureAwait(false)
                : await keyed.LockAsync(key, token).ConfigureAwait(false);
            return holding.IsAcquired ? () => holding.Dispose() : null;
        });
        model.Run();
        Assert.Equal(0, keyed.Count);
    }, Effort.Cases(@short: 500, @long: 20_000));

    private delegate Task<Action?> Acquire(int key, TimeSpan? timeout, CancellationToken token);

    private sealed class Flow(int key, CancellationTokenSource caller, TimeSpan? due)
    {
        public int Key => key;

        public CancellationTokenSource Caller => caller;

        public TimeSpan? Due => due;

        public Task<Action?> Task { get; set; } = null!;
    }

    private sealed class Model(SeededQueue queue, FakeTime time, int keys, Acquire acquire)
    {
        private readonly List<Flow> _waiting = [];
        private readonly List<Flow> _gone = [];
        private readonly Flow?[] _holders = new Flow?[keys];
        private readonly List<Action> _old = [];
        private TimeSpan _now;

        public void Run()
        {
            for (var step = 0; step < 60; step++)
            {
                Step();
                while (queue.Random.Next(3) != 0 && queue.RunOne())
                {
                }
            }

            while (_holders.Any(holder => holder is not null))
            {
                for (var key = 0; key < keys; key++)
                    Release(key);
            }

            queue.RunAll();
            Assert.Empty(_waiting);
            Assert.All(_gone, CheckGone);
            Assert.Equal(0, time.Armed);
        }

        private void Step()
        {
            switch (queue.Random.Next(8))
            {
                case 0 or 1 or 2 or 3:
                    Ask(queue.Random.Next(keys));
                    break;
                case 4 when _waiting.Count > 0:
                    var flow = _waiting[queue.Random.Next(_waiting.Count)];
                    _waiting.Remove(flow);
                    _gone.Add(flow);
                    flow.Caller.Cancel();
                    break;
                case 5:
                    _now += TimeSpan.FromSeconds(Unit);
                    foreach (var late in _waiting.Where(waiter => waiter.Due <= _now).ToArray())
                    {
                        _waiting.Remove(late);
                        _gone.Add(late);
                    }

                    time.Advance(TimeSpan.FromSeconds(Unit));
                    break;
                default:
                    Release(queue.Random.Next(keys));
                    break;
            }
        }

        private void Ask(int key)
        {
            TimeSpan? timeout = queue.Random.Next(3) == 0 ? TimeSpan.FromSeconds(queue.Random.Next(3) * Unit) : null;
            var flow = new Flow(key, new CancellationTokenSource(), _now + timeout);

            // A flow of its own: what one marks in its context is not seen by the next.
            ExecutionContext.Run(ExecutionContext.Capture()!, _ => flow.Task = acquire(key, timeout, flow.Caller.Token), null);
            if (_holders[key] is null)
                _holders[key] = flow;
            else if (timeout == TimeSpan.Zero)
                _gone.Add(flow);
            else
                _waiting.Add(flow);
        }

        private void Release(int key)
        {
            if (_holders[key] is not { } holder)
                return;

            queue.RunAll();
            Assert.True(holder.Task.IsCompletedSuccessfully, "The first in the queue did not get the lock.");
            Assert.All(_waiting, waiter => Assert.False(waiter.Task.IsCompleted, "Somebody overtook."));
            var release = holder.Task.Result;
            Assert.NotNull(release);
            _holders[key] = _waiting.Find(waiter => waiter.Key == key);
            if (_holders[key] is { } next)
                _waiting.Remove(next);

            release();

            // Releasing again, now or much later, must not take the lock from whoever has it.
            release();
            _old.Add(release);
            _old[queue.Random.Next(_old.Count)]();
        }

        private static void CheckGone(Flow flow)
        {
            Assert.True(flow.Task.IsCompleted, "A flow that gave up still waits.");
            if (flow.Task.IsCanceled)
                Assert.Equal(flow.Caller.Token, Assert.ThrowsAny<OperationCanceledException>(() => flow.Task.GetAwaiter().GetResult()).CancellationToken);
            else
                Assert.Null(flow.Task.Result);
        }
    }
}
