using System.Collections.Concurrent;
using Noisy.Partner;

namespace Noisy.Stock;

public sealed class StockCache
{
    private readonly ConcurrentDictionary<string, StockLevel> _levels = new();
    private readonly object _gate = new();
    private readonly IPartnerApi _partner;
    private int _misses;

    public StockCache(IPartnerApi partner)
    {
        _partner = partner;
    }

    public int Misses
    {
        get
        {
            lock (_gate) // SPW4001
            {
                return _misses;
            }
        }
    }

    public async Task<StockLevel> GetAsync(string sku, CancellationToken ct)
    {
        if (_levels.ContainsKey(sku)) // SPW4008
        {
            return _levels[sku];
        }

        lock (_gate) // SPW4001
        {
            _misses++;
        }

        var level = await _partner.GetStockAsync("MAIN", sku, ct);
        _levels.TryAdd(sku, level);
        return level;
    }

    public async Task<StockLevel[]> WarmUpAsync(IEnumerable<string> skus, CancellationToken ct)
        => await Task.WhenAll(skus.Select(sku => GetAsync(sku, ct))); // SPW3001
}
