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

    [Fact]
    public void More_threads_than_cells_share_and_ended_threads_leave_nothing_behind()
    {
        var counter = new StripedCounter();
        for (var wave = 0; wave < 5; wave++)
        {
            var threads = Enumerable.Range(0, 60).Select(_ => new Thread(() =>
            {
                for (var i = 0; i < 1_000; i++)
                    counter.Increment();
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal(60_000, counter.SumThenReset());
        }
    }

    [Fact]
    public void Totals_are_right_though_the_count_overflows()
    {
        var counter = new StripedCounter();
        counter.Add(long.MaxValue);
        Assert.Equal(long.MaxValue, counter.SumThenReset());
        counter.Add(5);
        Assert.Equal(5, counter.Sum());
        Assert.Equal(5, counter.SumThenReset());
    }
}
