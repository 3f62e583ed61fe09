namespace Spillway.Runtime.Tests.Locks;

/// <summary>Time-outs that no timer can count, and clocks that cannot make one: the lock must stay usable.</summary>
public sealed class LockTimeLimitTests
{
    [Fact]
    public async Task The_longest_time_is_no_limit() => await Watchdog.Guard(async () =>
    {
        var asyncLock = new AsyncLock();
        var keyed = new KeyedAsyncLock<int>();
        var held = await asyncLock.LockAsync();
        var heldKey = await keyed.LockAsync(1);
        Task<bool> waiting, waitingKey;
        using (ExecutionContext.SuppressFlow())
        {
            waiting = Task.Run(async () => Free(await asyncLock.TryLockAsync(TimeSpan.MaxValue)));
            waitingKey = Task.Run(async () => Free(await keyed.TryLockAsync(1, TimeSpan.MaxValue)));
        }

        await Task.Yield();
        held.Dispose();
        heldKey.Dispose();
        Assert.True(await waiting);
        Assert.True(await waitingKey);

        static bool Free<T>(T holding)
            where T : IDisposable
        {
            holding.Dispose();
            return true;
        }
    });

    [Fact]
    public async Task A_clock_that_fails_leaves_nobody_in_the_queue()
    {
        var asyncLock = new AsyncLock(new BrokenTime());
        var keyed = new KeyedAsyncLock<int>(timeProvider: new BrokenTime());
        var held = await asyncLock.LockAsync();
        var heldKey = await keyed.LockAsync(1);
        Assert.Throws<NotSupportedException>(() => Isolated(() => asyncLock.TryLockAsync(TimeSpan.FromSeconds(1)).AsTask()));
        Assert.Throws<NotSupportedException>(() => Isolated(() => keyed.TryLockAsync(1, TimeSpan.FromSeconds(1)).AsTask()));
        held.Dispose();
        heldKey.Dispose();
        Assert.True((await asyncLock.TryLockAsync(TimeSpan.Zero)).IsAcquired);
        Assert.True((await keyed.TryLockAsync(1, TimeSpan.Zero)).IsAcquired);
    }

#if DEBUG
    [Fact]
    public async Task A_flow_that_holds_a_key_and_asks_again_is_told_so()
    {
        var keyed = new KeyedAsyncLock<string>();
        using (await keyed.LockAsync("a"))
        {
            await Assert.ThrowsAsync<LockRecursionException>(async () => await keyed.LockAsync("a"));
            using (await keyed.LockAsync("b"))
                Assert.False((await keyed.TryLockAsync("a", TimeSpan.Zero)).IsAcquired);
        }

        using (await keyed.LockAsync("a"))
        {
        }

        Assert.Equal(0, keyed.Count);
    }
#endif

    // Another flow: debug builds remember in the execution context who holds the lock.
    private static void Isolated(Action body)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(body));
        thread.UnsafeStart();
        thread.Join();
        if (thrown is not null)
            throw thrown;
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();
    }
}
