using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spillway;

/// <summary>A counter that many threads add to at once without passing one cache line around.</summary>
/// <remarks>
/// <para>Each thread adds to one of several cells; reading adds them up. When nobody is adding, <see cref="Sum"/> is exact; while others add, it is a
/// value between the counts before and after the call. Nothing is ever lost. Where only the total matters once in a while this is the right
/// counter; where every addition needs the total, or orders other memory, use <see cref="Interlocked"/>.</para>
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
    private const int CellsPerProcessor = 4;

    private readonly Cell[] _cells = new Cell[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount) * CellsPerProcessor];

    // For threads whose cell belongs to another one; made when the first of them comes.
    private Cell[]? _shared;
    private long _taken;

    /// <summary>Creates a counter at zero.</summary>
    public StripedCounter()
    {
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; it may be negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        // The thread, not the processor: asking for that costs more than the addition. There are 2^n cells, so the masked number is inside.
        var thread = Environment.CurrentManagedThreadId;
        ref var cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_cells), thread & (_cells.Length - 1));

        // Numbers of threads are unique among those alive, so nobody else writes here and no locked instruction is needed.
        if (cell.Owner == thread)
            Volatile.Write(ref cell.Value, cell.Value + value);
        else
            AddSlowly(ref cell, thread, value);
    }

    /// <summary>Adds one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment() => Add(1);

    /// <summary>The total of what was added since the last reset.</summary>
    /// <returns>Exact when nobody is adding meanwhile.</returns>
    public long Sum()
    {
        lock (_cells)
            return Total() - _taken;
    }

    /// <summary>The total of what was added since the last reset, and starts again at zero.</summary>
    /// <returns>Every addition is in exactly one such total.</returns>
    public long SumThenReset()
    {
        // Cells are never set back, since their owners do not look: what was told before is remembered instead.
        lock (_cells)
        {
            var total = Total();
            var sum = total - _taken;
            _taken = total;
            return sum;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlowly(ref Cell cell, int thread, long value)
    {
        // A thread that ended leaves its cell to whoever gets its number.
        if (cell.Owner == 0 && Interlocked.CompareExchange(ref cell.Owner, thread, 0) == 0)
        {
            Volatile.Write(ref cell.Value, cell.Value + value);
            return;
        }

        if (Volatile.Read(ref _shared) is not { } shared)
        {
            shared = new Cell[_cells.Length];
            shared = Interlocked.CompareExchange(ref _shared, shared, null) ?? shared;
        }

        // Spread by other bits of the number than those by which these threads met.
        Interlocked.Add(ref shared[(thread / _cells.Length) & (shared.Length - 1)].Value, value);
    }

    private long Total()
    {
        var total = 0L;
        foreach (ref var cell in _cells.AsSpan())
            total += Volatile.Read(ref cell.Value);

        if (Volatile.Read(ref _shared) is { } shared)
        {
            foreach (ref var cell in shared.AsSpan())
                total += Volatile.Read(ref cell.Value);
        }

        return total;
    }

    // Two cache lines: processors fetch them in pairs. The numbers are in the middle, away from what lies before and behind the array.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(56)]
        public int Owner;

        [FieldOffset(64)]
        public long Value;
    }
}
