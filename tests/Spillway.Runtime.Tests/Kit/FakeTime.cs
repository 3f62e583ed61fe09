namespace Spillway.Runtime.Tests.Kit;

/// <summary>A clock that stands still until a test moves it; timers fire on the thread that does.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly object _sync = new();
    private readonly List<FakeTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are armed.</summary>
    public int Armed
    {
        get
        {
            lock (_sync)
                return _timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = _now + by;
        while (true)
        {
            FakeTimer? due;
            lock (_sync)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (due is null)
                    break;

                _timers.Remove(due);
                _now = due.Due > _now ? due.Due : _now;
            }

            due.Fire();
        }

        _now = end;
    }

    private sealed class FakeTimer(FakeTime owner, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._sync)
            {
                owner._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;

                Due = owner._now + dueTime;
                owner._timers.Add(this);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
