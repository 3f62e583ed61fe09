namespace Spillway.Benchmarks.Runtime;

internal static class SelectTargets
{
    private const int Limit = 16;

    public static IEnumerable<Target> All(bool isQuick)
    {
        var effort = isQuick ? Effort.Quick : Effort.Full;
        var items = Enumerable.Range(0, 100_000).ToArray();
        var ten = Enumerable.Range(0, 10).ToArray();
        var few = isQuick ? 600 : 2_000;
        yield return new Target(
            "SelectConcurrentAsync vs static partition, yielding op",
            Comparison.OfTime("time", 1.15, effort, () => Ours(items), () => Partitioned(items)),
            Comparison.OfBytes("bytes per item more", 0.5, items.Length, () => Ours(items), () => Partitioned(items)));
        yield return new Target(
            "SelectConcurrentAsync vs Parallel.ForEachAsync into an array",
            Comparison.OfTime("time", 0.6, effort, () => Ours(items), () => ForEachAsync(items)),
            Comparison.OfBytes("bytes per item more", -130, items.Length, () => Ours(items), () => ForEachAsync(items)));
        yield return new Target(
            "SelectConcurrentAsync vs SemaphoreSlim + WhenAll",
            Comparison.OfTime("time", 0.5, effort, () => Ours(items), () => Throttled(items, Limit, Yielding)),
            new Comparison("extra live memory, 1M items", 0.05, LiveMemory));
        yield return new Target(
            "SelectConcurrentAsync vs SemaphoreSlim + WhenAll, 10 synchronous items",
            Comparison.OfTime("time", 0.5, effort, () => Repeat(() => ten.SelectConcurrentAsync(4, Immediate)), () => Repeat(() => Throttled(ten, 4, Immediate))),
            Comparison.OfByteRatio("bytes", 0.5, () => Repeat(() => ten.SelectConcurrentAsync(4, Immediate)), () => Repeat(() => Throttled(ten, 4, Immediate))));
        yield return new Target(
            "Ordered vs unordered stream, 10 % slow items",
            Comparison.OfTime("time", 1.5, effort with { LeastRounds = 3, MostRounds = 9 }, () => Stream(few, ordered: true), () => Stream(few, ordered: false)));
        yield return new Target(
            "SelectConcurrentAsync vs Chunk + WhenAll, uneven latency",
            Comparison.OfTime("time", 1 / 3.0, effort with { LeastRounds = 3, MostRounds = 5 }, () => Enumerable.Range(0, 480).SelectConcurrentAsync(Limit, Uneven), Chunked));
    }

    private static async ValueTask<int> Yielding(int item, CancellationToken token)
    {
        await Task.Yield();
        return item;
    }

    private static ValueTask<int> Immediate(int item, CancellationToken token) => new(item);

    // One in sixteen is slow, so nearly every chunk of sixteen waits for one.
    private static async ValueTask<int> Uneven(int item, CancellationToken token)
    {
        await Task.Delay(item % 16 == item / 16 % 16 ? 60 : 2, token);
        return item;
    }

    private static Task Ours(int[] items) => items.SelectConcurrentAsync(Limit, Yielding);

    private static async Task Partitioned(int[] items)
    {
        var results = new int[items.Length];
        var part = items.Length / Limit;
        await Task.WhenAll(Enumerable.Range(0, Limit).Select(async worker =>
        {
            for (var i = worker * part; i < (worker + 1) * part; i++)
                results[i] = await Yielding(items[i], default);
        }));
    }

    private static async Task ForEachAsync(int[] items)
    {
        var results = new int[items.Length];
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Limit }, async (item, token) => results[item] = await Yielding(item, token));
    }

    private static async Task Throttled(int[] items, int limit, Func<int, CancellationToken, ValueTask<int>> operation)
    {
        using var semaphore = new SemaphoreSlim(limit);
        await Task.WhenAll(items.Select(async item =>
        {
            await semaphore.WaitAsync();
            try
            {
                return await operation(item, default);
            }
            finally
            {
                semaphore.Release();
            }
        }));
    }

    private static async Task Repeat(Func<Task> call)
    {
        for (var i = 0; i < 10_000; i++)
            await call();
    }

    private static async Task Stream(int count, bool ordered)
    {
        await foreach (var _ in Enumerable.Range(0, count).SelectConcurrent(Limit, Slow, ordered))
        {
        }

        static async ValueTask<int> Slow(int item, CancellationToken token)
        {
            await Task.Delay(item % 10 == 0 ? 20 : 2, token);
            return item;
        }
    }

    private static async Task Chunked()
    {
        foreach (var chunk in Enumerable.Range(0, 480).Chunk(Limit))
            await Task.WhenAll(chunk.Select(item => Uneven(item, default).AsTask()));
    }

    // What is alive while half a million items are still to come, beyond the results themselves.
    private static async Task<double> LiveMemory()
    {
        var items = Enumerable.Range(0, 1_000_000).ToArray();
        var ours = await Measure(operation => items.SelectConcurrentAsync(Limit, operation)) - (items.Length * sizeof(int));
        var theirs = await Measure(operation => Throttled(items, Limit, operation));
        return Math.Max(ours, 0.0) / theirs;

        static async Task<long> Measure(Func<Func<int, CancellationToken, ValueTask<int>>, Task> run)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var half = new TaskCompletionSource();
            var proceed = new TaskCompletionSource();
            var task = run(async (item, _) =>
            {
                if (item < 500_000)
                    return item;

                half.TrySetResult();
                await proceed.Task;
                return item;
            });
            await half.Task;
            var live = GC.GetTotalMemory(forceFullCollection: true) - before;
            proceed.SetResult();
            await task;
            return live;
        }
    }
}
