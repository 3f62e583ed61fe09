using System.Diagnostics.Metrics;

namespace Spillway;

/// <summary>What can be watched from outside, on one meter named <c>Spillway</c>. Without a listener each costs the reading of a field.</summary>
/// <remarks>Every measurement carries the tag <c>type</c>: the public type, or the method, that it belongs to.</remarks>
internal static class Instruments
{
    private static readonly Meter _meter = new("Spillway", typeof(Instruments).Assembly.GetName().Version?.ToString(3));

    private static readonly UpDownCounter<long> _inFlight =
        _meter.CreateUpDownCounter<long>("spillway.in_flight", "{operation}", "Operations that have started and not yet ended.");

    private static readonly UpDownCounter<long> _queued =
        _meter.CreateUpDownCounter<long>("spillway.queued", "{operation}", "Operations that wait for their turn.");

    private static readonly Histogram<double> _waitTime =
        _meter.CreateHistogram<double>("spillway.wait_time", "s", "How long operations waited for their turn.");

    /// <summary>Notes a start. The answer says whether anybody listens: hand it to <see cref="Ended"/>, so that starts and ends match.</summary>
    public static bool Started(string type)
    {
        if (!_inFlight.Enabled)
            return false;

        Add(_inFlight, 1, type);
        return true;
    }

    public static void Ended(string type, bool wasCounted)
    {
        if (wasCounted)
            Add(_inFlight, -1, type);
    }

    /// <summary>Notes that something queues. The answer is the time, or null if nobody listens: hand it to <see cref="Dequeued"/>.</summary>
    public static long? Queued(string type, TimeProvider time)
    {
        if (!_queued.Enabled && !_waitTime.Enabled)
            return null;

        Add(_queued, 1, type);
        return time.GetTimestamp();
    }

    public static void Dequeued(string type, TimeProvider time, long? queuedAt)
    {
        if (queuedAt is not { } began)
            return;

        Add(_queued, -1, type);
        try
        {
            _waitTime.Record(time.GetElapsedTime(began).TotalSeconds, Tag(type));
        }
        catch
        {
            // See below.
        }
    }

    private static void Add(UpDownCounter<long> counter, long value, string type)
    {
        try
        {
            counter.Add(value, Tag(type));
        }
        catch
        {
            // A listener is somebody else's code. One that throws must not cost an item, a permit or a thread.
        }
    }

    private static KeyValuePair<string, object?> Tag(string type) => new("type", type);
}
