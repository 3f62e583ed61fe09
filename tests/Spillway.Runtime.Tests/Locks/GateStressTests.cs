namespace Spillway.Runtime.Tests.Locks;

/// <summary>The gate, the striped lock and the timed scopes on real threads.</summary>
public sealed class GateStressTests
{
    [Fact]
    public async Task A_gate_is_never_too_full_and_never_forgets() => await Watchdog.Guard(async seed =>
    {
        const int limit = 3;
        var gate = new ConcurrencyGate(limit);
        var inside = 0;
        var ran = 0;
        var canceled = 0;
        var total = Effort.Operations() / 8 * 8;
        await Together(async (random, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                using var caller = new CancellationTokenSource();
                var yields = random.Next(4) == 0;
                var task = gate.RunAsync(
                    async _ =>
                    {
                        Assert.InRange(Interlocked.Increment(ref inside), 1, limit);
                        if (yields)
                            await Task.Yield();
                        Interlocked.Decrement(ref inside);
                        Interlocked.Increment(ref ran);
                    },
                    caller.Token);
                if (random.Next(8) == 0)
                    caller.Cancel();
                try
                {
                    await task;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref canceled);
                }
            }
        }, seed, total);
        Assert.Equal(total, ran + canceled);
    });

    [Fact]
    public async Task Stripes_exclude_each_other_under_load() => await Watchdog.Guard(async seed =>
    {
        var striped = new StripedAsyncLock<int>(4);
        var inside = new int[32];
        await Together(async (random, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                var key = random.Next(inside.Length);
                using var holding = random.Next(10) == 0
                    ? await striped.TryLockAsync(key, TimeSpan.FromMilliseconds(1))
                    : await striped.LockAsync(key);
                if (!holding.IsAcquired)
                    continue;

                Assert.Equal(1, Interlocked.Increment(ref inside[key]));
                if (random.Next(8) == 0)
                    await Task.Yield();
                Interlocked.Decrement(ref inside[key]);
            }
        }, seed, Effort.Operations());
        for (var key = 0; key < inside.Length; key++)
            (await striped.TryLockAsync(key, TimeSpan.Zero)).Dispose();
    });

    [Fact]
    public async Task Timed_scopes_exclude_and_give_up() => await Watchdog.Guard(async seed =>
    {
        var gate = new object();
        var modern = new Lock();
        int inside = 0, insideModern = 0, entered = 0, late = 0;
        await Together(async (random, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                try
                {
                    var timeout = random.Next(4) == 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
                    if (random.Next(2) == 0)
                        Enter(timeout);
                    else
                        EnterModern(timeout);
                    Interlocked.Increment(ref entered);
                }
                catch (LockTimeoutException)
                {
                    Interlocked.Increment(ref late);
                }
            }

            await Task.CompletedTask;
        }, seed, Effort.Operations());
        Assert.Equal(Effort.Operations() / 8 * 8, entered + late);
        Enter(TimeSpan.Zero);
        EnterModern(TimeSpan.Zero);

        void Enter(TimeSpan timeout)
        {
            using (gate.EnterScope(timeout))
                Assert.Equal((1, 0), (++inside, --inside));
        }

        void EnterModern(TimeSpan timeout)
        {
            using (modern.EnterScope(timeout))
                Assert.Equal((1, 0), (++insideModern, --insideModern));
        }
    });

    // Without flow: debug builds remember in the execution context who holds a lock.
    private static Task Together(Func<Random, int, Task> body, int seed, int total)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => body(new Random(seed + worker), total / 8))));
    }
}
