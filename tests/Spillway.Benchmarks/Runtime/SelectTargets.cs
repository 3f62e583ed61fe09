namespace Spillway.Benchmarks.Runtime;

internal static class SelectTargets
{
    private const int Limit = 16;

    public static IEnumerable<Comparison> All(bool isQuick)
    {
        var rounds = isQuick ? 15 : 41;
        var items = Enumerable.Range(0, 100_000).ToArray();
        yield return Comparison.OfTime("Select vs static partition, yielding op: time", 1.15, rounds, () => Ours(items), () => Partitioned(items));
        yield return Comparison.OfBytes("Select vs static partition, yielding op: bytes per item more", 0.5, items.Length, () => Ours(items), () => Partitioned(items));
        yield return Comparison.OfTime("Select vs Parallel.ForEachAsync into an array: time", 0.6, rounds, () => Ours(items), () => ForEachAsync(items));
        yield return Comparison.OfBytes("Select vs Parallel.ForEachAsync: bytes per item more", -130, items.Length, () => Ours(items), () => ForEachAsync(items));
        yield return Comparison.OfTime("Select vs SemaphoreSlim + WhenAll: time", 0.5, rounds, () => Ours(items), () => Throttled(items, Limit, Yielding));
        yield return new Comparison("Select vs SemaphoreSlim + WhenAll, 1M items: extra live memory", 0.05, LiveMemory);

        var ten = Enumerable.Range(0, 10).ToArray();
        yield return Comparison.OfTime("Select vs SemaphoreSlim + WhenAll, 10 synchronous items: time", 0.5, rounds, () => Repeat(() => ten.SelectConcurrentAsync(4, Immediate)), () => Repeat(() => Throttled(ten, 4, Immediate)));
        yield return Comparison.OfByteRatio("Select vs SemaphoreSlim + WhenAll, 10 synchronous items: bytes", 0.5, () => Repeat(() => ten.SelectConcurrentAsync(4, Immediate)), () => Repeat(() => Throttled(ten, 4, Immediate)));

        var few = isQuick ? 600 : 2_000;
        yield return Comparison.OfTime("Ordered vs unordered stream, 10 % slow items: time", 1.5, isQuick ? 5 : 9, () => Stream(few, ordered: true), () => Stream(few, ordered: false));
        yield return Comparison.OfTime("Select vs Chunk + WhenAll, uneven latency: time", 1 / 3.0, isQuick ? 3 : 5, () => Enumerable.Range(0, 480).SelectConcurrentAsync(Limit, Uneven), Chunked);
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
