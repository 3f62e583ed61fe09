using System.Globalization;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>How much to try, and what to try again.</summary>
internal static class Effort
{
    /// <summary><c>SPILLWAY_LONG=1</c>: 20,000 programs for each shape, or as many as <c>SPILLWAY_PROGRAMS</c> says.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1";

    /// <summary><c>SPILLWAY_SEED</c>: this program alone, of the shape in <c>SPILLWAY_SHAPE</c>.</summary>
    public static ulong? OnlySeed { get; } = ulong.TryParse(Environment.GetEnvironmentVariable("SPILLWAY_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : null;

    public static string? OnlyShape { get; } = Environment.GetEnvironmentVariable("SPILLWAY_SHAPE") is { Length: > 0 } name ? name : null;

    public static int Programs(int @short) =>
        int.TryParse(Environment.GetEnvironmentVariable("SPILLWAY_PROGRAMS"), CultureInfo.InvariantCulture, out var programs) ? programs : IsLong ? 20_000 : @short;

    /// <summary>In how many worlds each fixed program runs: a run costs little beside making and compiling a program.</summary>
    public static int Worlds => IsLong ? 4 : 1;

    /// <summary>Where a long run writes how far it is, as it goes: <c>SPILLWAY_PROGRESS</c>.</summary>
    public static void Report(string line)
    {
        if (Environment.GetEnvironmentVariable("SPILLWAY_PROGRESS") is { Length: > 0 } file)
            File.AppendAllText(file, $"{DateTime.Now:HH:mm:ss} {line}\n");
    }

    /// <summary>
    /// The first seed. A build tries the same programs every time, so that what fails is what somebody changed; the long mode looks
    /// for what nobody has seen yet.
    /// </summary>
    public static ulong FirstSeed(string shape)
    {
        if (IsLong)
            return (ulong)Random.Shared.NextInt64(1, 1L << 40);

        return shape.Aggregate(17UL, (hash, letter) => (hash * 31) + letter) % 1_000_000;
    }
}
