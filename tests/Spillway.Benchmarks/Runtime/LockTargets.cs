using System.Collections.Concurrent;

namespace Spillway.Benchmarks.Runtime;

internal static class LockTargets
{
    private const int Operations = 100_000;
    private const int Workers = 8;

    public static IEnumerable<Comparison> All(bool isQuick)
    {
        var rounds = isQuick ? 15 : 41;
        yield return Comparison.OfTime("AsyncLock vs SemaphoreSlim, contended, with a token: time", 0.75, rounds, ContendOurs, ContendTheirs);
        yield return Comparison.OfBytes("AsyncLock, contended, with a token: bytes per wait", 0.5, Operations, ContendOurs, () => Task.CompletedTask);
        yield return Comparison.OfTime("KeyedAsyncLock vs dictionary of semaphores, distinct keys: time", 0.6, rounds, KeysOurs, KeysTheirs);
        yield return new Comparison("KeyedAsyncLock, distinct keys: bytes retained per key", 0.5, Retained);

        var striped = new StripedCounter();
        var plain = 0L;
        yield return Comparison.OfTime("StripedCounter vs Interlocked, one thread: time", 1.1, rounds, () => Count(() => striped.Increment()), () => Count(() => Interlocked.Increment(ref plain)));
    }

    private static async Task ContendOurs()
    {
        using var caller = new CancellationTokenSource();
        var asyncLock = new AsyncLock();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Operations / Workers; i++)
            {
                using (await asyncLock.LockAsync(caller.Token))
                    await Task.Yield();
            }
        })));
    }

    private static async Task ContendTheirs()
    {
        using var caller = new CancellationTokenSource();
        using var semaphore = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Operations / Workers; i++)
            {
                await semaphore.WaitAsync(caller.Token);
                try
                {
                    await Task.Yield();
                }
                finally
                {
                    semaphore.Release();
                }
            }
        })));
    }

    private static async Task KeysOurs()
    {
        var keyed = new KeyedAsyncLock<int>();
        for (var key = 0; key < Operations; key++)
        {
            using (await keyed.LockAsync(key))
            {
            }
        }
    }

    private static async Task KeysTheirs()
    {
        var semaphores = new ConcurrentDictionary<int, SemaphoreSlim>();
        for (var key = 0; key < Operations; key++)
        {
            var semaphore = semaphores.GetOrAdd(key, static _ => new SemaphoreSlim(1));
            await semaphore.WaitAsync();
            semaphore.Release();
        }
    }

    private static async Task<double> Retained()
    {
        var keyed = new KeyedAsyncLock<int>();
        using (await keyed.LockAsync(-1))
        {
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var key = 0; key < Operations; key++)
        {
            using (await keyed.LockAsync(key))
            {
            }
        }

        var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(keyed);
        return Math.Max(retained, 0.0) / Operations;
    }

    private static Task Count(Action increment)
    {
        for (var i = 0; i < 3_000_000; i++)
            increment();
        return Task.CompletedTask;
    }
}
