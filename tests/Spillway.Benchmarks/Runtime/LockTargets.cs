using System.Collections.Concurrent;

namespace Spillway.Benchmarks.Runtime;

internal static class LockTargets
{
    private const int Operations = 100_000;
    private const int Workers = 8;

    private static readonly StripedCounter _striped = new();
    private static long _plain;

    public static IEnumerable<Target> Locks(bool isQuick)
    {
        var effort = isQuick ? Effort.Quick : Effort.Full;
        yield return new Target(
            "AsyncLock vs SemaphoreSlim, contended, with a token",
            Comparison.OfTime("time", 0.75, effort, ContendOurs, ContendTheirs),
            Comparison.OfBytes("bytes per wait", 0.5, Operations, ContendOurs, () => Task.CompletedTask));
        yield return new Target(
            "KeyedAsyncLock vs dictionary of semaphores, distinct keys",
            Comparison.OfTime("time", 0.6, effort, KeysOurs, KeysTheirs),
            new Comparison("bytes retained per key", 0.5, Retained));
    }

    public static IEnumerable<Target> Counters(bool isQuick)
    {
        yield return new Target(
            "StripedCounter vs Interlocked, one thread",
            Comparison.OfTime("time", 1.1, isQuick ? Effort.Quick : Effort.Full, CountOurs, CountTheirs));
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

    private static Task CountOurs()
    {
        for (var i = 0; i < 3_000_000; i++)
            _striped.Increment();
        return Task.CompletedTask;
    }

    private static Task CountTheirs()
    {
        for (var i = 0; i < 3_000_000; i++)
            Interlocked.Increment(ref _plain);
        return Task.CompletedTask;
    }
}
