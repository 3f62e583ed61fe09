using System.Numerics;
using System.Runtime.InteropServices;

namespace Spillway;

/// <summary>A counter that many threads add to at once without passing one cache line around.</summary>
/// <remarks>
/// <para>Each thread adds to one of several cells; reading adds them up. When nobody is adding, <see cref="Sum"/> is exact; while others add, it is a
/// value between the counts before and after the call. Nothing is ever lost. Where only the total matters once in a while this is the right
/// counter; where every addition needs the total, use <see cref="Interlocked"/>.</para>
/// <para>All members are safe to call from any thread. It overflows silently, as a <see cref="long"/> does.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly StripedCounter _requests = new();
///
/// _requests.Increment();
/// metrics.Report(_requests.SumThenReset());
/// </code>
/// </example>
public sealed class StripedCounter
{
    private readonly Cell[] _cells;

    /// <summary>Creates a counter at zero.</summary>
    public StripedCounter() => _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; it may be negative.</param>
    public void Add(long value)
    {
        var cells = _cells;

        // The thread, not the processor: asking for that costs more than the addition.
        Interlocked.Add(ref cells[Environment.CurrentManagedThreadId & (cells.Length - 1)].Value, value);
    }

    /// <summary>Adds one.</summary>
    public void Increment() => Add(1);

    /// <summary>The total of what was added.</summary>
    /// <returns>Exact when nobody is adding meanwhile.</returns>
    public long Sum()
    {
        var sum = 0L;
        foreach (ref var cell in _cells.AsSpan())
            sum += Interlocked.Read(ref cell.Value);

        return sum;
    }

    /// <summary>The total of what was added since the last reset, and starts again at zero.</summary>
    /// <returns>Every addition is in exactly one such total.</returns>
    public long SumThenReset()
    {
        var sum = 0L;
        foreach (ref var cell in _cells.AsSpan())
            sum += Interlocked.Exchange(ref cell.Value, 0);

        return sum;
    }

    // Two cache lines: processors fetch them in pairs. The number is in the middle, away from what lies before and behind the array.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(64)]
        public long Value;
    }
}
