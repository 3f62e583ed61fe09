namespace Spillway.Runtime.Tests.Batching;

public sealed class BatchLoaderTests
{
    [Theory]
    [InlineData(1000, 100, 10)]
    [InlineData(7, 3, 3)]
    [InlineData(5, 100, 1)]
    public void Loads_issued_together_take_as_few_fetches_as_can_be(int keys, int size, int fetches)
    {
        SeededQueue.Isolated(() =>
        {
            var queue = new SeededQueue(3);
            var log = new List<int>();
            var loader = Loader(log, size, queue);
            var tasks = Enumerable.Range(0, 2 * keys).Select(i => loader.LoadAsync(i % keys)).ToArray();
            Assert.Empty(log);
            queue.RunAll();
            Assert.Equal(fetches, log.Count);
            Assert.Equal(keys, log.Sum());
            for (var i = 0; i < tasks.Length; i++)
                Assert.Equal($"v{i % keys}", tasks[i].GetAwaiter().GetResult());
        });
    }

    [Fact]
    public async Task Many_keys_at_once_come_back_in_order()
    {
        var log = new List<int>();
        var loader = Loader(log, 4, WorkQueue.Pool);
        Assert.Equal(4, loader.MaxBatchSize);
        var values = await loader.LoadManyAsync([5, 1, 5, 9, 2, 7]);
        Assert.Equal(["v5", "v1", "v5", "v9", "v2", "v7"], values);
        Assert.Equal([4, 1], log.Order().Reverse());
        Assert.Equal(3, loader.LoadManyAsync([1, 2, 3], CancellationToken.None).GetAwaiter().GetResult().Length);
    }

    [Fact]
    public async Task A_failed_fetch_faults_its_own_keys_and_is_not_kept()
    {
        var fail = true;
        var loader = new BatchLoader<int, string>(
            async (keys, _) =>
            {
                await Task.Yield();
                return keys.Contains(1) && fail ? throw new InvalidDataException() : keys.ToDictionary(key => key, key => $"v{key}");
            },
            maxBatchSize: 1,
            keepValues: true);
        var bad = loader.LoadAsync(1);
        var good = loader.LoadAsync(2);
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
        Assert.Equal("v2", await good);
        fail = false;
        Assert.Equal("v1", await loader.LoadAsync(1));
    }

    [Fact]
    public async Task A_key_without_a_value_faults_alone()
    {
        var loader = new BatchLoader<int, string>(
            (keys, _) => Task.FromResult<IReadOnlyDictionary<int, string>>(keys.Where(key => key != 2).ToDictionary(key => key, key => $"v{key}")), 10);
        var missing = loader.LoadAsync(2);
        var there = loader.LoadAsync(1);
        Assert.Contains("'2'", (await Assert.ThrowsAsync<KeyNotFoundException>(() => missing)).Message);
        Assert.Equal("v1", await there);
        var nothing = new BatchLoader<int, string>((_, _) => Task.FromResult<IReadOnlyDictionary<int, string>>(null!), 10);
        await Assert.ThrowsAsync<InvalidOperationException>(() => nothing.LoadAsync(1));
    }

    [Fact]
    public async Task Kept_values_are_fetched_once_until_they_are_forgotten()
    {
        var log = new List<int>();
        var loader = Loader(log, 10, WorkQueue.Pool, keepValues: true);
        for (var i = 0; i < 3; i++)
            Assert.Equal("v1", await loader.LoadAsync(1));

        Assert.Single(log);
        Assert.True(loader.Forget(1));
        Assert.False(loader.Forget(1));
        await loader.LoadAsync(1);
        Assert.Equal(2, log.Count);

        var fresh = Loader(log, 10, WorkQueue.Pool);
        await fresh.LoadAsync(1);
        await fresh.LoadAsync(1);
        Assert.False(fresh.Forget(1));
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public async Task A_callers_token_cancels_the_caller_and_the_fetch_only_when_all_have_left()
    {
        var queue = new SeededQueue(5);
        var fetching = new TaskCompletionSource<CancellationToken>();
        var loader = new BatchLoader<int, string>(
            async (_, ct) =>
            {
                fetching.SetResult(ct);
                await Task.Delay(Timeout.Infinite, ct);
                return new Dictionary<int, string>();
            },
            10,
            true,
            null,
            queue);
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();
        var first = loader.LoadAsync(1, one.Token);
        var second = loader.LoadAsync(1, two.Token);
        var third = loader.LoadAsync(2, two.Token);
        queue.RunAll();
        var token = await fetching.Task;
        one.Cancel();
        Assert.Equal(one.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first)).CancellationToken);
        Assert.True(first.IsCanceled);
        Assert.False(token.IsCancellationRequested);
        two.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.True(token.IsCancellationRequested);
        Assert.True(loader.LoadAsync(1, one.Token).IsCanceled);
        Assert.True(loader.LoadManyAsync([1], one.Token).IsCanceled);
    }

    [Fact]
    public void A_key_whose_callers_left_before_it_was_sent_is_not_fetched()
    {
        SeededQueue.Isolated(() =>
        {
            var queue = new SeededQueue(3);
            var log = new List<int>();
            var loader = Loader(log, 10, queue);
            using var caller = new CancellationTokenSource();
            var gone = loader.LoadAsync(1, caller.Token);
            var kept = loader.LoadAsync(2);
            caller.Cancel();
            Assert.True(SpinWait.SpinUntil(() => gone.IsCompleted, Watchdog.Limit));
            queue.RunAll();
            Assert.Equal([1], log);
            Assert.Equal("v2", kept.GetAwaiter().GetResult());
        });
    }

    [Fact]
    public async Task Loaders_may_use_each_other() => await Watchdog.Guard(async () =>
    {
        BatchLoader<int, string>? inner = null;
        var outer = new BatchLoader<int, string>(
            async (keys, ct) => keys.Zip(await inner!.LoadManyAsync(keys, ct)).ToDictionary(pair => pair.First, pair => pair.Second + "!"), 3);
        inner = new BatchLoader<int, string>(
            async (keys, ct) =>
            {
                var deeper = keys.Any(key => key > 100) ? await outer.LoadAsync(keys.Max() - 100, ct) : "";
                return keys.ToDictionary(key => key, key => $"{key}{deeper}");
            },
            3);
        Assert.Equal("7!", await outer.LoadAsync(7));
        Assert.Equal("1077!!", await outer.LoadAsync(107));
    });

    [Fact]
    public async Task The_real_pool_takes_as_few_fetches_too()
    {
        var log = new List<int>();
        var loader = Loader(log, 100, WorkQueue.Pool);
        var values = await loader.LoadManyAsync(Enumerable.Range(0, 1000));
        Assert.Equal(1000, values.Length);
        Assert.Equal(10, log.Count);
    }

    [Fact]
    public async Task Random_loads_all_get_their_value() => await Watchdog.Guard(async seed =>
    {
        var loader = Loader([], 16, WorkQueue.Pool, keepValues: true);
        var total = Effort.Operations();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < total / 8; i++)
            {
                var key = random.Next(5_000);
                if (random.Next(20) == 0)
                {
                    using var caller = new CancellationTokenSource();
                    var task = loader.LoadAsync(key, caller.Token);
                    caller.Cancel();
                    await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    loader.Forget(key);
                }
                else
                {
                    Assert.Equal($"v{key}", await loader.LoadAsync(key));
                }
            }
        })));
    });

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => new BatchLoader<int, int>(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader([], 0, WorkQueue.Pool));
        var texts = new BatchLoader<string, string>((_, _) => throw new InvalidOperationException(), 1);
        Assert.Throws<ArgumentNullException>(() => { _ = texts.LoadAsync(null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = texts.LoadManyAsync([null!]); });
    }

    private static BatchLoader<int, string> Loader(List<int> log, int size, WorkQueue queue, bool keepValues = false) => new(
        (keys, _) =>
        {
            lock (log)
                log.Add(keys.Count);
            Assert.Equal(keys.Count, keys.Distinct().Count());
            return Task.FromResult<IReadOnlyDictionary<int, string>>(keys.ToDictionary(key => key, key => $"v{key}"));
        },
        size,
        keepValues,
        null,
        queue);
}
