namespace Tour.Running;

/// <summary>What a figure counts in.</summary>
internal enum Unit
{
    Milliseconds,
    Megabytes,
    PerSecond,
    Count,
}

/// <summary>One quantity, before and after the fix.</summary>
/// <param name="What">What was measured, to be read after "the".</param>
/// <param name="Unit">Its unit; of rates more is better, of all else less.</param>
internal sealed record Figure(string What, Unit Unit, double Before, double After)
{
    /// <summary>How many times better it is after the fix.</summary>
    public double Gain => Unit == Unit.PerSecond ? After / Before : Before / After;
}
