using System.Diagnostics;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>How long the processors worked for this process. The time on the wall says more about whoever else uses the machine.</summary>
internal sealed class WorkClock
{
    private readonly Process _process = Process.GetCurrentProcess();
    private TimeSpan _last;

    public WorkClock() => Lap();

    /// <summary>The time since the last lap.</summary>
    public TimeSpan Lap()
    {
        _process.Refresh();
        var now = _process.TotalProcessorTime;
        (var before, _last) = (_last, now);
        return now - before;
    }
}
