using System.Collections.Concurrent;

namespace Quiet.Locks;

/// <summary>Locks that keep out no more than they have to, and copies on purpose.</summary>
public sealed class LocksForKeys(HttpClient http)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
    private readonly ConcurrentDictionary<string, string> _pages = new();
    private readonly ConcurrentDictionary<string, string> _copies = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _hits = [];

    /// <summary>Each page has a lock of its own.</summary>
    public async Task<string> PageAsync(string path, CancellationToken token)
    {
        var gate = _gates.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(token);
        try
        {
            if (_pages.TryGetValue(path, out var page))
            {
                return page;
            }

            page = await http.GetStringAsync(path, token);
            _pages[path] = page;
            return page;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An update is no entry that somebody could wait for.</summary>
    public void Hit(string path)
    {
        lock (_lock)
        {
            _hits[path] = _hits.TryGetValue(path, out var count) ? count + 1 : 1;
        }
    }

    /// <summary>The loop adds to what it goes over, so it goes over a copy.</summary>
    public void Mirror(IReadOnlyList<string> hosts)
    {
        foreach (var host in hosts)
        {
            foreach (var (path, page) in _copies.ToArray())
            {
                _copies.TryAdd(host + path, page);
            }
        }
    }

    /// <summary>Only the result is stored under the lock; what takes long runs beside.</summary>
    public static List<int> Primes(int limit)
    {
        var gate = new object();
        var primes = new List<int>();
        Parallel.For(2, limit, candidate =>
        {
            for (var divisor = 2; divisor * divisor <= candidate; divisor++)
            {
                if (candidate % divisor == 0)
                {
                    return;
                }
            }

            lock (gate)
            {
                primes.Add(candidate);
            }
        });
        return primes;
    }
}
