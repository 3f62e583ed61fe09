namespace Spillway.Equivalence.Tests.Running;

/// <summary>
/// What a fix must keep. A run that succeeds gives the same value, the same log and the same requests, with no more in flight than
/// the limit. A run that fails fails; which other items had been started by then is what the fix changes on purpose.
/// </summary>
internal static class SameMeaning
{
    /// <summary>How a line of the log begins that the source of the items has written.</summary>
    public const string SourceLine = "read ";

    /// <summary>The line that a handler around the loop writes.</summary>
    public const string FailureLine = "failed";

    public static string? Difference(Plan plan, bool survives, int limit, Observation before, Observation after)
    {
        if (after.MostInFlight > limit)
            return $"more than {limit} requests in flight: {after.MostInFlight}";

        if (before.Error is null)
        {
            if (after.Error is not null)
                return "fails where the program did not";
            if (after.Value != before.Value)
                return "another result";
            if (!after.Log.SequenceEqual(before.Log))
                return "effects in another order";

            // Where the program survives a failure of the whole loop, others may have been asked for by then.
            var isCut = survives && before.Failures.Count > 0;
            return isCut || after.Requests.Order(StringComparer.Ordinal).SequenceEqual(before.Requests.Order(StringComparer.Ordinal)) ? null : "other requests";
        }

        if (after.Error is null)
            return "succeeds where the program failed";

        // What was consumed before the failure may be less, never something else. The source may have been read further.
        var (consumed, consumedBefore) = (Consumed(after), Consumed(before));
        if (consumed.Count > consumedBefore.Count || !consumed.SequenceEqual(consumedBefore.Take(consumed.Count)))
            return "other effects before the failure";
        if (after.Log.Count(line => line == FailureLine) != before.Log.Count(line => line == FailureLine))
            return "a failure that is not handled as before";

        // With one failure there is no choice; with several, the one that came first in time may be another.
        var isOwn = after.Failures.Any(message => after.Error.EndsWith(message, StringComparison.Ordinal));
        var hasChoice = plan.Failing.Length > 1 || before.Failures.Count == 0;
        if (after.Error != before.Error && !(isOwn && hasChoice))
            return "another failure";

        // A failure of what uses the results comes after everything else, and finds the same.
        return after.Failures.Count == 0 && !consumed.SequenceEqual(consumedBefore) ? "effects lost though no request failed" : null;
    }

    private static List<string> Consumed(Observation run) => [.. run.Log.Where(line => line != FailureLine && !line.StartsWith(SourceLine, StringComparison.Ordinal))];
}
