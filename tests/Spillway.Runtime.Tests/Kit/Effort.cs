namespace Spillway.Runtime.Tests.Kit;

/// <summary>How much to try: a little on every build, a lot when <c>SPILLWAY_LONG=1</c>.</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("SPILLWAY_LONG") == "1";

    public static int Cases(int @short = 300, int @long = 10_000) => IsLong ? @long : @short;

    public static int Operations(int @short = 30_000, int @long = 1_000_000) => IsLong ? @long : @short;
}
