using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;
using Spillway.Equivalence.Tests.WrongFixes;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>A machinery that never finds anything proves nothing: it has to find fixes that are wrong on purpose.</summary>
public sealed class WrongFixTests(ITestOutputHelper output)
{
    [Fact]
    public Task FindsResultsInTheOrderOfCompletion() => CatchesAsync(Spoiled.CompletionOrder, "another result", "effects in another order");

    [Fact]
    public Task FindsMoreInFlightThanTheLimit() => CatchesAsync(Spoiled.BoundExceeded, "in flight");

    [Fact]
    public Task FindsAGuardThatIsGone() => CatchesAsync(Spoiled.GuardDropped, "another result", "other requests", "a request that the program never makes");

    [Fact]
    public Task FindsAConsumerThatOverlaps() => CatchesAsync(Spoiled.ConsumerMovedIn, "another result", "effects in another order");

    [Fact]
    public Task FindsAnItemThatIsLost() => CatchesAsync(Spoiled.LastItemLost, "another result", "other requests");

    /// <summary>Tries programs until one gives the wrong fix away, and makes it small.</summary>
    private async Task CatchesAsync(Func<string, string?> spoil, params string[] symptoms)
    {
        var shape = new IndependentLoops();
        var seed = 1UL;
        for (var tried = 0; tried < 600; tried += 60)
        {
            var programs = Enumerable.Range(0, 60).Select(_ => Campaign.Make(shape, seed++)).ToList();
            var divergences = await new Trial(shape, spoil).RunAsync(programs);
            if (divergences.FirstOrDefault(d => symptoms.Any(s => d.What.Contains(s, StringComparison.Ordinal))) is not { } caught)
                continue;

            var (smallest, divergence) = await Campaign.ShrinkAsync(shape, programs[caught.Index], caught, spoil, most: 6);
            output.WriteLine($"caught among the first {tried + 60} programs, {divergences.Count} times in the last 60\n{smallest.Plan}\n{smallest.Write("P")}\n{divergence.What}\n{divergence.Details}");
            Assert.True(smallest.Write("P").Length <= programs[caught.Index].Write("P").Length);
            return;
        }

        Assert.Fail("The machinery does not see that the fix is wrong.");
    }
}
