using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;
using Spillway.Equivalence.Tests.WrongFixes;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>A machinery that never finds anything proves nothing: it has to find fixes that are wrong on purpose.</summary>
public sealed class WrongFixTests(ITestOutputHelper output)
{
    private const int Batch = 30;

    [Fact]
    public Task FindsResultsInTheOrderOfCompletion() => CatchesAsync(Spoiled.CompletionOrder, 4, "another result", "effects in another order");

    [Fact]
    public Task FindsMoreInFlightThanTheLimit() => CatchesAsync(Spoiled.BoundExceeded, 0, "in flight");

    [Fact]
    public Task FindsAGuardThatIsGone() => CatchesAsync(Spoiled.GuardDropped, 0, "another result", "other requests", "a request that the program never makes");

    [Fact]
    public Task FindsAConsumerThatOverlaps() => CatchesAsync(Spoiled.ConsumerMovedIn, 0, "another result", "effects in another order");

    [Fact]
    public Task FindsAnItemThatIsLost() => CatchesAsync(Spoiled.LastItemLost, 0, "another result", "other requests");

    /// <summary>Tries programs until one gives the wrong fix away, and makes it smaller in so many <paramref name="rounds"/>.</summary>
    private async Task CatchesAsync(Func<string, string?> spoil, int rounds, params string[] symptoms)
    {
        var shape = new IndependentLoops();
        var seed = 1UL;
        for (var tried = 0; tried < 600; tried += Batch)
        {
            var programs = Enumerable.Range(0, Batch).Select(_ => Campaign.Make(shape, seed++)).ToList();
            var divergences = await new Trial(shape, spoil, worlds: 4).RunAsync(programs);
            if (divergences.FirstOrDefault(d => symptoms.Any(s => d.What.Contains(s, StringComparison.Ordinal))) is not { } caught)
                continue;

            var (smallest, divergence) = await Campaign.ShrinkAsync(shape, programs[caught.Index] with { Plan = caught.Plan }, caught, spoil, most: rounds);
            output.WriteLine($"caught among the first {tried + Batch} programs, {divergences.Count} times in the last {Batch}\n{smallest.Plan}\n{smallest.Write("P")}\n{divergence.What}\n{divergence.Details}");
            Assert.True(smallest.Write("P").Length <= programs[caught.Index].Write("P").Length);
            return;
        }

        Assert.Fail("The machinery does not see that the fix is wrong.");
    }
}
