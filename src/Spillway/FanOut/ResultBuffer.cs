using System.Numerics;

namespace Spillway;

/// <summary>
/// Slots that never move while they are being filled, so that workers write into them without any coordination: one array of the expected
/// size, then segments that double.
/// </summary>
/// <remarks><see cref="Reserve"/> is called by one thread at a time and before the slot's index is given to anybody.</remarks>
internal struct ResultBuffer<TResult>
{
    private const int SmallestSegment = 4;

    private readonly int _maxLength;
    private readonly TResult[]? _first;
    private TResult[][]? _more;
    private long _reserved;

    public ResultBuffer(int expectedCount, int maxLength = 0)
    {
        _maxLength = maxLength;
        _first = expectedCount == 0 ? [] : new TResult[expectedCount];
        _reserved = expectedCount;
    }

    // A default instance expects nothing.
    private readonly TResult[] First => _first ?? [];

    private readonly long FirstSegmentLength => Math.Max(First.Length, SmallestSegment);

    private readonly long MaxLength => _maxLength == 0 ? Array.MaxLength : _maxLength;

    public readonly TResult this[long index]
    {
        set
        {
            if (index < First.Length)
            {
                First[index] = value;
                return;
            }

            var (segment, start) = Locate(index);
            _more![segment][index - start] = value;
        }
    }

    public void Reserve(long index)
    {
        if (index < _reserved)
            return;

        if (index >= MaxLength)
            throw new OverflowException("The source has more items than an array can hold.");

        var (segment, start) = Locate(index);
        _more ??= new TResult[32][];
        _more[segment] = new TResult[Math.Min(FirstSegmentLength << segment, MaxLength - start)];
        _reserved = start + _more[segment].Length;
    }

    public readonly TResult[] ToArray(long count)
    {
        if (count == First.Length)
            return First;

        var results = new TResult[count];
        var copied = Math.Min(count, First.Length);
        First.AsSpan(0, (int)copied).CopyTo(results);
        for (var segment = 0; copied < count; segment++)
        {
            var part = (int)Math.Min(_more![segment].Length, count - copied);
            _more[segment].AsSpan(0, part).CopyTo(results.AsSpan((int)copied));
            copied += part;
        }

        return results;
    }

    // Segment k holds FirstSegmentLength * 2^k slots and starts where the k before it end.
    private readonly (int Segment, long Start) Locate(long index)
    {
        var unit = FirstSegmentLength;
        var segment = BitOperations.Log2((ulong)(((index - First.Length) / unit) + 1));
        return (segment, First.Length + (unit * ((1L << segment) - 1)));
    }
}
