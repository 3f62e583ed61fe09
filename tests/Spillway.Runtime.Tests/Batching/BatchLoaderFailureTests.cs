namespace Spillway.Runtime.Tests.Batching;

/// <summary>Whatever a fetch does, every load has an answer, and the right one.</summary>
public sealed class BatchLoaderFailureTests
{
    [Fact]
    public async Task A_dictionary_that_throws_answers_all_loads() => await Watchdog.Guard(async () =>
    {
        var loader = new BatchLoader<int, int>(async (_, _) => new Moody(), 10);
        var one = loader.LoadAsync(1);
        var two = loader.LoadAsync(2);
        Assert.Equal("moody", (await Assert.ThrowsAsync<InvalidDataException>(() => one)).Message);
        Assert.Equal(20, await two);
    });

    [Fact]
    public async Task A_fetch_that_timed_out_is_a_failure_and_no_cancellation()
    {
        var timeout = new TaskCanceledException("the fetch's own time-out");
        var loader = new BatchLoader<int, int>((_, _) => Task.FromException<IReadOnlyDictionary<int, int>>(timeout), 10);
        using var caller = new CancellationTokenSource();
        foreach (var task in new Task[] { loader.LoadAsync(1), loader.LoadAsync(1, caller.Token), loader.LoadManyAsync([1, 2]), loader.LoadManyAsync([1, 2], caller.Token) })
        {
            Assert.Same(timeout, await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task));
            Assert.True(task.IsFaulted);
            Assert.Equal([timeout], task.Exception!.InnerExceptions);
        }
    }

    [Fact]
    public async Task The_first_failure_of_many_makes_the_others_leave()
    {
        var told = 0;
        var others = new CountdownEvent(2);
        var loader = new BatchLoader<int, int>(
            async (keys, ct) =>
            {
                if (keys[0] == 2)
                {
                    // Only those that have been sent can be told.
                    await Task.Run(() => others.Wait(Watchdog.Limit));
                    throw new InvalidDataException("first");
                }

                ct.Register(() => Interlocked.Increment(ref told));
                others.Signal();
                await Task.Delay(Timeout.Infinite, ct);
                return new Dictionary<int, int>();
            },
            maxBatchSize: 1);
        var many = loader.LoadManyAsync([1, 2, 3]);
        await Watchdog.Guard(() => Assert.ThrowsAsync<InvalidDataException>(() => many));
        Assert.Single(many.Exception!.InnerExceptions);
        Assert.Equal(2, told);
    }

    [Fact]
    public async Task A_caller_has_left_when_cancel_returns_and_hears_what_callbacks_throw()
    {
        var fetching = new TaskCompletionSource();
        var loader = new BatchLoader<int, int>(
            async (_, ct) =>
            {
                ct.Register(() => throw new InvalidDataException("callback"));
                fetching.SetResult();
                await Task.Delay(Timeout.Infinite, ct);
                return new Dictionary<int, int>();
            },
            10);
        using var caller = new CancellationTokenSource();
        var task = loader.LoadAsync(1, caller.Token);
        await fetching.Task;
        var thrown = Assert.Throws<AggregateException>(caller.Cancel);
        Assert.Equal("callback", thrown.Flatten().InnerException!.Message);
        Assert.True(task.IsCanceled);
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);
    }

    [Fact]
    public async Task No_keys_are_no_fetch() =>
        Assert.Empty(await new BatchLoader<int, int>((_, _) => throw new InvalidOperationException(), 10).LoadManyAsync([]));

    private sealed class Moody : Dictionary<int, int>, IReadOnlyDictionary<int, int>
    {
        bool IReadOnlyDictionary<int, int>.TryGetValue(int key, out int value)
        {
            value = key * 10;
            return key == 1 ? throw new InvalidDataException("moody") : true;
        }
    }
}
