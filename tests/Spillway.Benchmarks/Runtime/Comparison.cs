using System.Diagnostics;

namespace Spillway.Benchmarks.Runtime;

/// <summary>A row of the table of targets: all that it promises, each part measured.</summary>
internal sealed record Target(string Name, params IReadOnlyList<Comparison> Parts);

/// <summary>How long to measure: at least some rounds, and more of them as long as there is time.</summary>
internal sealed record Effort(int LeastRounds, int MostRounds, TimeSpan Time)
{
    public static Effort Quick { get; } = new(5, 15, TimeSpan.FromSeconds(8));

    public static Effort Full { get; } = new(15, 41, TimeSpan.FromSeconds(30));
}

/// <summary>Two ways to do the same, measured alternately in one process, so that what disturbs one disturbs the other.</summary>
internal sealed record Comparison(string Name, double Target, Func<Task<double>> Ratio)
{
    /// <summary>The median of ours over the median of theirs; both run once before anything counts.</summary>
    public static Comparison OfTime(string name, double target, Effort effort, Func<Task> ours, Func<Task> theirs) => new(name, target, async () =>
    {
        await ours();
        await theirs();
        var mine = new List<double>();
        var yours = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (mine.Count < effort.LeastRounds || (mine.Count < effort.MostRounds && Stopwatch.GetElapsedTime(began) < effort.Time))
        {
            // Who goes first changes every round: the second one finds warmer caches and a fuller heap.
            if (mine.Count % 2 == 0)
            {
                mine.Add(await Milliseconds(ours));
                yours.Add(await Milliseconds(theirs));
            }
            else
            {
                yours.Add(await Milliseconds(theirs));
                mine.Add(await Milliseconds(ours));
            }
        }

        return Median(mine) / Median(yours);
    });

    /// <summary>Bytes allocated per item by ours, less those by theirs; the least of some rounds.</summary>
    public static Comparison OfBytes(string name, double target, int items, Func<Task> ours, Func<Task> theirs) => new(name, target, async () =>
        (await Bytes(ours) - await Bytes(theirs)) / items);

    /// <summary>Bytes allocated by ours over bytes allocated by theirs.</summary>
    public static Comparison OfByteRatio(string name, double target, Func<Task> ours, Func<Task> theirs) => new(name, target, async () =>
        await Bytes(ours) / await Bytes(theirs));

    public static async Task<double> Bytes(Func<Task> run)
    {
        var least = double.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            if (round > 0)
                least = Math.Min(least, bytes);
        }

        return least;
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static async Task<double> Milliseconds(Func<Task> run)
    {
        var began = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
