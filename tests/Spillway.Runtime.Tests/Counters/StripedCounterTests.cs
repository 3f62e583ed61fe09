namespace Spillway.Runtime.Tests.Counters;

public sealed class StripedCounterTests
{
    [Fact]
    public void It_counts()
    {
        var counter = new StripedCounter();
        counter.Increment();
        counter.Add(41);
        counter.Add(-2);
        Assert.Equal(40, counter.Sum());
        Assert.Equal(40, counter.SumThenReset());
        Assert.Equal(0, counter.Sum());
    }

    [Fact]
    public void Every_addition_is_in_exactly_one_total()
    {
        var counter = new StripedCounter();
        var perThread = Effort.Operations(@short: 200_000);
        var running = 4;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < perThread; i++)
                counter.Increment();
            Interlocked.Decrement(ref running);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        var total = 0L;
        while (Volatile.Read(ref running) > 0)
            total += counter.SumThenReset();

        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(4L * perThread, total + counter.Sum());
    }
}
