namespace Spillway.Runtime.Tests.Select;

/// <summary>Streams on the real pool, with failures, cancellations and consumers who leave.</summary>
public sealed class StreamStressTests
{
    [Fact]
    public async Task Random_streams_lose_nothing_and_leave_nothing_running() => await Watchdog.Guard(async seed =>
    {
        var random = new Random(seed);
        for (var done = 0; done < Effort.Operations();)
            done += await OneRun(random.Next(), random.Next(1, 300), random.Next(1, 20));
    });

    private static async Task<int> OneRun(int seed, int count, int limit)
    {
        var random = new Random(seed);
        var ordered = random.Next(2) == 0;
        var failAt = random.Next(4) == 0 ? random.Next(count) : -1;
        var cancelAt = random.Next(4) == 0 ? random.Next(count) : -1;
        var leaveAfter = random.Next(4) == 0 ? random.Next(1, count + 1) : -1;
        var inFlight = 0;
        using var caller = new CancellationTokenSource();
        var source = new ScriptedSource(count);
        var received = new List<int>();
        try
        {
            await foreach (var result in source.Synchronous.SelectConcurrent(limit, Select, ordered, random.Next(1, 3 * limit)).WithCancellation(caller.Token))
            {
                received.Add(result);
                if (received.Count == leaveAfter)
                    break;
            }

            if (leaveAfter != received.Count)
                Assert.Equal((count, -1), (received.Count, failAt));
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

        Assert.Equal((0, 1), (Volatile.Read(ref inFlight), source.Disposed));
        Assert.Equal(ordered ? Enumerable.Range(0, received.Count) : received.Distinct(), received);
        return count;

        async ValueTask<int> Select(int x, CancellationToken token)
        {
            Assert.InRange(Interlocked.Increment(ref inFlight), 1, limit);
            try
            {
                if (x == cancelAt)
                    caller.Cancel();
                if ((x + seed) % 3 != 0)
                    await Task.Yield();
                if ((x + seed) % 97 == 0)
                    await Task.Delay(1, token);
                return x == failAt ? throw new InvalidDataException() : x;
            }
            finally
            {
                Interlocked.Decrement(ref inFlight);
            }
        }
    }
}
