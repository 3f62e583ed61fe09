namespace Spillway.Runtime.Tests.Select;

/// <summary>The real pool, real timers, real races. What goes wrong here shows as a hang, a lost item or a broken limit.</summary>
public sealed class SelectStressTests
{
    [Fact]
    public async Task Random_runs_lose_nothing_and_keep_the_limit()
    {
        var done = 0;
        await Watchdog.Guard(
            async seed =>
            {
                var random = new Random(seed);
                for (var total = Effort.Operations(); done < total;)
                    done += await OneRun(random.Next(), random.Next(1, 400), random.Next(1, 40));
            },
            () => $"{done} operations done.");
    }

    private static async Task<int> OneRun(int seed, int count, int limit)
    {
        var random = new Random(seed);
        var kinds = Enumerable.Range(0, count).Select(_ => random.Next(100)).ToArray();
        var failAt = random.Next(4) == 0 ? random.Next(count) : -1;
        var cancelAt = random.Next(4) == 0 ? random.Next(count) : -1;
        var inFlight = 0;
        var starts = new int[count];
        using var caller = new CancellationTokenSource();
        var source = new ScriptedSource(count);
        var task = random.Next(2) == 0
            ? source.Synchronous.SelectConcurrentAsync(limit, Select, caller.Token)
            : Yielding(source.Synchronous).SelectConcurrentAsync(limit, Select, caller.Token);
        try
        {
            Assert.Equal(Enumerable.Range(0, count).Select(x => x * 2), await task);
            Assert.Equal((-1, -1), (failAt, cancelAt));
            Assert.All(starts, n => Assert.Equal(1, n));
        }
        catch (InvalidDataException)
        {
            Assert.NotEqual(-1, failAt);
        }
        catch (OperationCanceledException canceled)
        {
            Assert.NotEqual(-1, cancelAt);
            Assert.Equal(caller.Token, canceled.CancellationToken);
        }

        Assert.Equal(0, Volatile.Read(ref inFlight));
        Assert.Equal(1, source.Disposed);
        Assert.All(starts, n => Assert.InRange(n, 0, 1));
        return count;

        async ValueTask<int> Select(int x, CancellationToken token)
        {
            Assert.InRange(Interlocked.Increment(ref inFlight), 1, limit);
            Interlocked.Increment(ref starts[x]);
            try
            {
                if (x == cancelAt)
                    caller.Cancel();
                if (kinds[x] > 50)
                    await Task.Yield();
                if (kinds[x] == 99)
                    await Task.Delay(1, token);
                return x == failAt ? throw new InvalidDataException() : x * 2;
            }
            finally
            {
                Interlocked.Decrement(ref inFlight);
            }
        }
    }

    private static async IAsyncEnumerable<int> Yielding(IEnumerable<int> items)
    {
        foreach (var item in items)
        {
            if (item % 3 == 0)
                await Task.Yield();
            yield return item;
        }
    }
}
