namespace Spillway.Runtime.Tests.Locks;

public sealed class LockTests
{
    [Fact]
    public async Task A_free_lock_is_taken_at_once_and_a_held_one_waits()
    {
        var asyncLock = new AsyncLock();
        var first = asyncLock.LockAsync();
        Assert.True(first.IsCompletedSuccessfully);
        var second = Isolated(() => asyncLock.LockAsync().AsTask());
        Assert.False(second.IsCompleted);
        (await first).Dispose();
        (await second).Dispose();
        Assert.True((await asyncLock.TryLockAsync(TimeSpan.Zero)).IsAcquired);
    }

    [Fact]
    public async Task Cancelled_and_impossible_waits_do_not_start()
    {
        var asyncLock = new AsyncLock();
        var token = new CancellationToken(canceled: true);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asyncLock.LockAsync(token));
        Assert.Equal(token, thrown.CancellationToken);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await asyncLock.TryLockAsync(TimeSpan.FromSeconds(-2)));
        Assert.True((await asyncLock.TryLockAsync(Timeout.InfiniteTimeSpan)).IsAcquired);
    }

#if DEBUG
    [Fact]
    public async Task A_flow_that_holds_the_lock_and_asks_again_is_told_so()
    {
        var asyncLock = new AsyncLock();
        using (await asyncLock.LockAsync())
            await Assert.ThrowsAsync<LockRecursionException>(async () => await asyncLock.LockAsync());

        using (await asyncLock.LockAsync())
        {
        }
    }
#endif

    [Fact]
    public async Task A_default_holding_releases_nothing()
    {
        var asyncLock = new AsyncLock();
        using var holding = await asyncLock.LockAsync();
        default(AsyncLock.Holding).Dispose();
        Assert.False(default(AsyncLock.Holding).IsAcquired);
        Assert.False(await Isolated(async () => (await asyncLock.TryLockAsync(TimeSpan.Zero)).IsAcquired));
        default(KeyedAsyncLock<string>.Holding).Dispose();
    }

    [Fact]
    public async Task Keys_do_not_wait_for_each_other_and_the_comparer_decides()
    {
        var keyed = new KeyedAsyncLock<string>(StringComparer.OrdinalIgnoreCase);
        using var a = await keyed.LockAsync("a");
        using var b = await keyed.LockAsync("b");
        Assert.Equal(2, keyed.Count);
        Assert.False((await keyed.TryLockAsync("A", TimeSpan.Zero)).IsAcquired);
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await keyed.LockAsync(null!));
    }

    [Fact]
    public async Task Stripes_are_spread_and_exclude()
    {
        var striped = new StripedAsyncLock<int>(stripes: 8);
        Assert.Equal(8, striped.Stripes);
        var holdings = new List<AsyncLock.Holding>();
        for (var key = 0; key < 100; key++)
        {
            var holding = await striped.TryLockAsync(key, TimeSpan.Zero);
            if (holding.IsAcquired)
                holdings.Add(holding);
        }

        Assert.Equal(8, holdings.Count);
        holdings.ForEach(holding => holding.Dispose());
        using var again = await striped.LockAsync(5);
        Assert.False((await striped.TryLockAsync(5, TimeSpan.Zero)).IsAcquired);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StripedAsyncLock<int>(0));
    }

    [Fact]
    public void A_scope_enters_and_leaves_and_gives_up_in_time()
    {
        var gate = new object();
        var modern = new Lock();
        using (gate.EnterScope(TimeSpan.FromSeconds(1)))
        using (modern.EnterScope(TimeSpan.FromSeconds(1)))
        {
            Assert.True(Monitor.IsEntered(gate));
            Assert.True(modern.IsHeldByCurrentThread);
            Exception? first = null;
            Exception? second = null;
            var other = new Thread(() =>
            {
                first = Record.Exception(() => gate.EnterScope(TimeSpan.Zero).Dispose());
                second = Record.Exception(() => modern.EnterScope(TimeSpan.Zero).Dispose());
            });
            other.Start();
            other.Join();
            Assert.Equal(TimeSpan.Zero, Assert.IsType<LockTimeoutException>(first).Timeout);
            Assert.IsType<LockTimeoutException>(second);
        }

        Assert.False(Monitor.IsEntered(gate));
        Assert.False(modern.IsHeldByCurrentThread);
        Assert.Throws<ArgumentNullException>(() => ((object)null!).EnterScope(TimeSpan.Zero).Dispose());
        Assert.IsAssignableFrom<TimeoutException>(new LockTimeoutException("why", new InvalidOperationException()));
        Assert.Equal("why", new LockTimeoutException("why").Message);
        Assert.NotEmpty(new LockTimeoutException().Message);
    }

    [Fact]
    public async Task A_gate_lets_in_as_many_as_it_says_in_the_order_in_which_they_came()
    {
        var gate = new ConcurrencyGate(2);
        Assert.Equal(2, gate.MaxConcurrency);
        var entered = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var ends = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var tasks = ends.Select((end, i) => gate.RunAsync(ct =>
        {
            entered[i].SetResult();
            return end.Task;
        })).ToArray();
        AssertEntered(2);
        for (var i = 0; i < 5; i++)
        {
            ends[i].SetResult(i);
            Assert.Equal(i, await tasks[i]);

            // One has left, so the next one has its permit; when its body runs is up to the pool.
            var inside = Math.Min(i + 3, 5);
            await entered[inside - 1].Task.WaitAsync(Watchdog.Limit);
            AssertEntered(inside);
        }

        void AssertEntered(int first) => Assert.Equal(Enumerable.Range(0, 5).Select(i => i < first), entered.Select(body => body.Task.IsCompleted));
    }

    [Fact]
    public async Task A_gate_gives_the_place_back_after_failures_and_cancelled_waits()
    {
        var gate = new ConcurrencyGate(1);
        await Assert.ThrowsAsync<InvalidDataException>(() => gate.RunAsync(Task (_) => throw new InvalidDataException()));
        await Assert.ThrowsAsync<InvalidDataException>(() => gate.RunAsync(Task<int> (_) => throw new InvalidDataException()));
        var inside = new TaskCompletionSource();
        var first = gate.RunAsync(_ => inside.Task);
        using var caller = new CancellationTokenSource();
        var ran = false;
        var second = gate.RunAsync(async ct => ran = true, caller.Token);
        caller.Cancel();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second)).CancellationToken);
        inside.SetResult();
        await first;
        Assert.False(ran);
        Assert.Equal(7, await gate.RunAsync(async ct => 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConcurrencyGate(0));
        await Assert.ThrowsAsync<ArgumentNullException>(() => gate.RunAsync((Func<CancellationToken, Task>)null!));
    }

    // Another flow: debug builds remember in the execution context who holds the lock.
    private static Task<T> Isolated<T>(Func<Task<T>> body)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(body);
    }
}
