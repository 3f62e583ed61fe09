namespace Spillway.Runtime.Tests.Counters;

/// <summary>Random additions from several threads: the totals taken meanwhile and the rest are all that was added.</summary>
public sealed class StripedCounterModelTests
{
    [Fact]
    public void Nothing_is_lost_and_nothing_counted_twice() => Property.ForSeeds(seed =>
    {
        var random = new Random(seed);
        var counter = new StripedCounter();
        var additions = Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => Enumerable.Range(0, random.Next(50)).Select(_ => random.Next(3) == 0 ? 1L : random.NextInt64(-1_000_000, 1_000_000)).ToArray())
            .ToArray();
        var taken = 0L;
        Parallel.Invoke([.. additions.Select(part => (Action)(() =>
        {
            foreach (var value in part)
            {
                if (value == 1)
                    counter.Increment();
                else
                    counter.Add(value);
            }
        })), () => Interlocked.Add(ref taken, counter.SumThenReset())]);
        Assert.Equal(additions.Sum(part => part.Sum()), taken + counter.Sum());
    }, Effort.Cases(@short: 300, @long: 20_000));
}
