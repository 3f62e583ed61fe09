using System.Diagnostics;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>One operation as the service saw it, in milliseconds since the start of the run.</summary>
internal sealed record Operation(double Start, double End);

/// <summary>What arrived at the service during one run. Safe to use from any thread.</summary>
internal sealed class Recording(Latency latency)
{
    private readonly Lock _gate = new();
    private readonly List<(string Request, long Start, long End)> _entries = [];
    private readonly HashSet<string> _connections = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Raised after each operation, on the service's thread, with the number of operations so far.</summary>
    public event Action<int>? Progress;

    public Latency Latency { get; } = latency;

    /// <summary>How many connections were opened. A client closes none within a run, so they were open at a time.</summary>
    public int MostConnections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>A request has come in over <paramref name="connection"/>.</summary>
    public void Use(string connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
        }
    }

    public void Add(string request, long start, long end)
    {
        int count;
        lock (_gate)
        {
            _entries.Add((request, start, end));
            count = _entries.Count;
        }

        Progress?.Invoke(count);
    }

    /// <summary>What was asked for, whatever the order.</summary>
    public IReadOnlyList<string> Requests()
    {
        lock (_gate)
        {
            return [.. _entries.Select(entry => entry.Request).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The operations in the order in which they began.</summary>
    public IReadOnlyList<Operation> Operations()
    {
        lock (_gate)
        {
            return [.. _entries.Select(entry => new Operation(SinceStart(entry.Start), SinceStart(entry.End))).OrderBy(o => o.Start)];
        }
    }

    private double SinceStart(long timestamp) => Stopwatch.GetElapsedTime(_start, timestamp).TotalMilliseconds;
}
