namespace Spillway;

/// <summary>How long a timer can wait: 49 days. What is longer is no limit, so that <see cref="TimeSpan.MaxValue"/> means what people mean by it.</summary>
internal static class TimeLimit
{
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static bool IsFinite(TimeSpan timeout) => timeout != Timeout.InfiniteTimeSpan && timeout <= _longest;

    /// <summary>The time for which a timer can be set now; whoever is woken looks again how much is left.</summary>
    public static TimeSpan Next(TimeSpan remaining) => remaining < _longest ? remaining : _longest;

    /// <summary>Checks a time-out as every public member that takes one does.</summary>
    public static void Validate(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time-out is negative and not infinite.");
    }
}
