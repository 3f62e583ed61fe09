using System.Threading.RateLimiting;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests.RateLimiting;

/// <summary>Single clauses of the contract of <see cref="PermitLimiter"/> and of the fan-outs under it.</summary>
public sealed class PermitLimiterTests
{
    private static readonly Func<int, CancellationToken, ValueTask<int>> _echo = (x, _) => new(x);

    [Fact]
    public async Task A_permit_is_held_until_it_is_disposed_and_comes_back_once()
    {
        var scripted = new ScriptedLimiter(3);
        var limiter = new PermitLimiter(scripted, permitsPerOperation: 2);
        Assert.Equal(2, limiter.PermitsPerOperation);
        var first = await limiter.AcquireAsync();
        Assert.Equal(2, scripted.Outstanding);
        var second = limiter.AcquireAsync().AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        Assert.Equal((0, 2, 0), (scripted.Outstanding, scripted.Disposed, scripted.DisposedTwice));
    }

    [Fact]
    public async Task An_operation_holds_its_permit_and_gives_it_back_when_it_fails()
    {
        var scripted = new ScriptedLimiter(1);
        var limiter = new PermitLimiter(scripted);
        Assert.Equal(1, await limiter.RunAsync(async _ => scripted.Outstanding));
        await limiter.RunAsync(async _ => Assert.Equal(1, scripted.Outstanding));
        await Assert.ThrowsAsync<InvalidDataException>(() => limiter.RunAsync(Task (_) => throw new InvalidDataException()));
        await Assert.ThrowsAsync<InvalidDataException>(() => limiter.RunAsync(Task<int> (_) => throw new InvalidDataException()));
        Assert.Equal((0, 4, 0), (scripted.Outstanding, scripted.Disposed, scripted.DisposedTwice));
    }

    [Fact]
    public async Task A_refusal_says_why_and_when_to_come_again_and_its_lease_is_disposed()
    {
        var scripted = new ScriptedLimiter(1)
        {
            Refuse = request => request switch
            {
                1 => new() { [MetadataName.RetryAfter.Name] = TimeSpan.FromSeconds(3), [MetadataName.ReasonPhrase.Name] = "the queue is full" },
                2 => [],
                _ => null,
            },
        };
        var limiter = new PermitLimiter(scripted);
        var ran = false;
        var refused = await Assert.ThrowsAsync<PermitRejectedException>(() => limiter.RunAsync(async _ => { ran = true; }));
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
        Assert.Contains("the queue is full", refused.Message);
        Assert.Contains("00:00:03", refused.Message);
        Assert.Null((await Assert.ThrowsAsync<PermitRejectedException>(async () => await limiter.AcquireAsync())).RetryAfter);
        Assert.False(ran);
        Assert.Equal((2, 0), (scripted.Disposed, scripted.Outstanding));
        Assert.Equal("why", new PermitRejectedException("why").Message);
        Assert.NotNull(new PermitRejectedException("why", new InvalidDataException()).InnerException);
        Assert.NotEmpty(new PermitRejectedException().Message);
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_the_queue_and_carries_its_token()
    {
        var scripted = new ScriptedLimiter(1);
        var limiter = new PermitLimiter(scripted);
        using var permit = await limiter.AcquireAsync();
        using var caller = new CancellationTokenSource();
        var ran = false;
        var waiting = limiter.RunAsync(async _ => ran = true, caller.Token);
        Assert.Equal(1, scripted.Waiting);
        caller.Cancel();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        Assert.Equal(0, scripted.Waiting);
        Assert.True(limiter.RunAsync(async _ => ran = true, caller.Token).IsCanceled);
        Assert.False(ran);
    }

    [Fact]
    public void The_permit_is_taken_before_the_item_is_read()
    {
        var scripted = new ScriptedLimiter(2);
        var source = new ScriptedSource(10);
        var gates = Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var task = source.Synchronous.SelectConcurrentAsync(5, new PermitLimiter(scripted), (x, _) => gates[x].Task);
        Assert.Equal((2, 2), (source.Read, scripted.Outstanding));
        gates[1].SetResult(1);
        Assert.True(SpinWait.SpinUntil(() => source.Read == 3, Watchdog.Limit));
        Assert.Equal(2, scripted.Outstanding);
        foreach (var gate in gates)
            gate.TrySetResult(1);
        Assert.Equal(10, task.GetAwaiter().GetResult().Length);
        Assert.Equal(0, scripted.Outstanding);
    }

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 21)]
    public async Task A_known_count_takes_no_permit_to_find_the_end(bool isKnown, int permits)
    {
        var scripted = new ScriptedLimiter(4);
        IEnumerable<int> items = isKnown ? Enumerable.Range(0, 20).ToList() : new ScriptedSource(20).Synchronous;
        Assert.Equal(Enumerable.Range(0, 20), await items.SelectConcurrentAsync(3, new PermitLimiter(scripted), _echo));
        Assert.Equal((permits, 0, 0), (scripted.Disposed, scripted.Outstanding, scripted.DisposedTwice));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    public async Task A_count_that_is_wrong_does_no_harm(int claimed)
    {
        var scripted = new ScriptedLimiter(4);
        var results = await new Miscounted(claimed, actual: 12).SelectConcurrentAsync(3, new PermitLimiter(scripted), _echo);
        Assert.Equal(Enumerable.Range(0, 12), results);
        Assert.Equal(0, scripted.Outstanding);
    }

    [Fact]
    public async Task A_refusal_stops_the_fan_out_and_nothing_stays_out()
    {
        var scripted = new ScriptedLimiter(10) { Refuse = request => request == 4 ? [] : null };
        var ended = 0;
        var task = Enumerable.Range(0, 100).SelectConcurrentAsync(10, new PermitLimiter(scripted), async (x, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Increment(ref ended);
            return x;
        });
        await Assert.ThrowsAsync<PermitRejectedException>(() => task);
        Assert.Single(task.Exception!.InnerExceptions);
        Assert.Equal((3, 4, 0), (ended, scripted.Disposed, scripted.Outstanding));
    }

    [Fact]
    public async Task A_source_that_fails_gives_its_permit_back()
    {
        var scripted = new ScriptedLimiter(10);
        var source = new ScriptedSource(10) { FailAt = 4 };
        await Assert.ThrowsAsync<InvalidDataException>(() => source.Asynchronous.SelectConcurrentAsync(3, new PermitLimiter(scripted), _echo));
        Assert.Equal((5, 0, 1), (scripted.Disposed, scripted.Outstanding, source.Disposed));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => new[] { 1 }.SelectConcurrentAsync(2, new PermitLimiter(scripted), (_, _) => (Task<int>)null!));
        Assert.Equal(0, scripted.Outstanding);
    }

    [Fact]
    public async Task Leaving_a_stream_gives_all_permits_back()
    {
        var scripted = new ScriptedLimiter(3);
        var source = new ScriptedSource(100);
        await foreach (var item in source.Asynchronous.SelectConcurrent(8, new PermitLimiter(scripted), async (x, ct) =>
        {
            await Task.Yield();
            return x;
        }))
        {
            if (item == 10)
                break;
        }

        Assert.Equal((0, 0, 1), (scripted.Outstanding, scripted.DisposedTwice, source.Disposed));
        var sum = 0;
        await foreach (var item in Enumerable.Range(0, 10).SelectConcurrent(8, new PermitLimiter(scripted), (x, _) => Task.FromResult(x), ordered: false))
            sum += item;
        await foreach (var item in new ScriptedSource(10).Synchronous.SelectConcurrent(8, new PermitLimiter(scripted), _echo))
            sum += item;
        await foreach (var item in new ScriptedSource(10).Asynchronous.SelectConcurrent(8, new PermitLimiter(scripted), (x, _) => Task.FromResult(x)))
            sum += item;
        Assert.Equal(3 * 45, sum);
    }

    [Fact]
    public async Task The_frameworks_limiters_work()
    {
        using var concurrency = new ConcurrencyLimiter(new() { PermitLimit = 2, QueueLimit = 100 });
        var inside = 0;
        var results = await Enumerable.Range(0, 50).SelectConcurrentAsync(8, new PermitLimiter(concurrency), async (x, _) =>
        {
            Assert.InRange(Interlocked.Increment(ref inside), 1, 2);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return x;
        });
        Assert.Equal(Enumerable.Range(0, 50), results);
        Assert.Equal(2, concurrency.GetStatistics()!.CurrentAvailablePermits);

        // Five tokens, and none for a long time: exactly five items need no more than five.
        using var bucket = new TokenBucketRateLimiter(new() { TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromHours(1), QueueLimit = 0, AutoReplenishment = false });
        Assert.Equal(5, (await new[] { 1, 2, 3, 4, 5 }.SelectConcurrentAsync(2, new PermitLimiter(bucket), (x, _) => Task.FromResult(x))).Length);
        var refused = await Assert.ThrowsAsync<PermitRejectedException>(async () => await new PermitLimiter(bucket).AcquireAsync());
        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);

        bucket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await new PermitLimiter(bucket).AcquireAsync());
    }

    [Fact]
    public async Task Items_see_the_callers_context_and_leave_nothing_behind()
    {
        var local = new AsyncLocal<string?> { Value = "caller" };
        var limiter = new PermitLimiter(new ScriptedLimiter(2));
        var seen = await Enumerable.Range(0, 30).SelectConcurrentAsync(3, limiter, (x, _) =>
        {
            var value = local.Value;
            local.Value = $"item {x}";
            return new ValueTask<string?>(value);
        });
        Assert.All(seen, value => Assert.Equal("caller", value));
        Assert.Equal("caller", local.Value);
    }

    [Fact]
    public void Arguments_are_checked_at_once()
    {
        var limiter = new PermitLimiter(new ScriptedLimiter(1));
        var items = new[] { 1 };
        Assert.Throws<ArgumentNullException>(() => new PermitLimiter(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermitLimiter(new ScriptedLimiter(1), 0));
        Assert.Throws<ArgumentNullException>(() => { _ = limiter.RunAsync((Func<CancellationToken, Task>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = limiter.RunAsync((Func<CancellationToken, Task<int>>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = ((IEnumerable<int>)null!).SelectConcurrentAsync(1, limiter, _echo); });
        Assert.Throws<ArgumentNullException>(() => { _ = items.SelectConcurrentAsync(1, null!, _echo); });
        Assert.Throws<ArgumentNullException>(() => { _ = items.SelectConcurrent(1, limiter, (Func<int, CancellationToken, Task<int>>)null!); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrentAsync(0, limiter, _echo); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrent(0L, limiter, (x, _) => Task.FromResult(x)); });
    }

    private sealed class Miscounted(int claimed, int actual) : ICollection<int>
    {
        public int Count => claimed;

        public bool IsReadOnly => true;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, actual).Where(x => x >= 0).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public void Add(int item) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public bool Contains(int item) => throw new NotSupportedException();

        public void CopyTo(int[] array, int arrayIndex) => throw new NotSupportedException();

        public bool Remove(int item) => throw new NotSupportedException();
    }
}
