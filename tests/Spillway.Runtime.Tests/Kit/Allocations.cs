namespace Spillway.Runtime.Tests.Kit;

/// <summary>Counts bytes exactly. Tests that use it run alone, see <see cref="AloneCollection"/>.</summary>
internal static class Allocations
{
    /// <summary>
    /// What one item costs: the difference between a large and a small run. Of each the least of several rounds counts, since others may
    /// allocate meanwhile.
    /// </summary>
    public static async Task<double> PerItem(Func<int, Task> run, int small = 1_000, int large = 11_000, int rounds = 7)
    {
        await run(small);
        await run(large);
        var (leastSmall, leastLarge) = (long.MaxValue, long.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            leastSmall = Math.Min(leastSmall, await Bytes(() => run(small)));
            leastLarge = Math.Min(leastLarge, await Bytes(() => run(large)));
        }

        return (leastLarge - leastSmall) / (double)(large - small);
    }

    /// <summary>What one call costs, averaged over many.</summary>
    public static async Task<double> PerCall(Func<Task> run, int calls = 1_000, int rounds = 5)
    {
        var least = double.MaxValue;
        for (var round = 0; round < rounds + 1; round++)
        {
            var bytes = await Bytes(async () =>
            {
                for (var call = 0; call < calls; call++)
                    await run();
            });
            if (round > 0)
                least = Math.Min(least, bytes / (double)calls);
        }

        return least;
    }

    /// <summary>
    /// What is still alive after a run and was not before. Of several runs the least counts: what a run leaves behind it leaves each time, and
    /// what others keep meanwhile comes once.
    /// </summary>
    public static async Task<long> Kept(Func<Task> run, int rounds = 3)
    {
        var least = long.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await run();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return least;
    }

    public static async Task<long> Bytes(Func<Task> run)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}

/// <summary>Tests that look at the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
