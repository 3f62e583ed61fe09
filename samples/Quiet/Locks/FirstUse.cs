using System.Collections.Concurrent;

namespace Quiet.Locks;

/// <summary>Things that are made on first use, counted or handed out, each in a way that many threads may use.</summary>
public sealed class FirstUse
{
    private readonly ConcurrentDictionary<string, int> _lengths = new();
    private readonly ConcurrentDictionary<string, int> _visits = new();
    private readonly Lazy<int[]> _squares = new(() => Enumerable.Range(0, 100).Select(i => i * i).ToArray());
    private readonly object _gate = new();
    private readonly object _limit = new();
    private volatile string? _name;
    private int _free = 3;

    /// <summary>Asked without the lock, and again under it; the field is volatile.</summary>
    public string Name
    {
        get
        {
            if (_name == null)
            {
                lock (_gate)
                {
                    _name ??= Environment.MachineName;
                }
            }

            return _name;
        }
    }

    public int Square(int i) => _squares.Value[i];

    /// <summary>A first look that costs little; what counts is the second step, which does both.</summary>
    public int Length(string text)
    {
        if (_lengths.TryGetValue(text, out var length))
        {
            return length;
        }

        return _lengths.GetOrAdd(text, t => t.Length);
    }

    /// <summary>Tries again until nobody else was faster.</summary>
    public int Visit(string page)
    {
        while (true)
        {
            if (_visits.TryGetValue(page, out var visits))
            {
                if (_visits.TryUpdate(page, visits + 1, visits))
                {
                    return visits + 1;
                }
            }
            else if (_visits.TryAdd(page, 1))
            {
                return 1;
            }
        }
    }

    /// <summary>Asking and counting down belong together: no single operation does both.</summary>
    public bool TryTake()
    {
        lock (_limit)
        {
            if (_free == 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }
}
