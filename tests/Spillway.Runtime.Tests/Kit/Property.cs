using FsCheck;
using FsCheck.Fluent;

namespace Spillway.Runtime.Tests.Kit;

/// <summary>Runs a check over generated seeds; a failure names the seed, and <c>SPILLWAY_SEED</c> runs that one alone.</summary>
internal static class Property
{
    public static void ForSeeds(Action<int> check, int? cases = null)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("SPILLWAY_SEED"), out var only))
        {
            SeededQueue.Isolated(() => check(only));
            return;
        }

        // A seed is not a size: shrinking it would only give another, unrelated case.
        var seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
        var property = Prop.ForAll(seeds, seed =>
        {
            try
            {
                SeededQueue.Isolated(() => check(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} (SPILLWAY_SEED={seed} replays it): {exception.Message}", exception);
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases ?? Effort.Cases()), property);
    }
}
