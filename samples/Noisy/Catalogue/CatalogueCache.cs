using System.Collections.Concurrent;

namespace Noisy.Catalogue;

/// <summary>Texts and prices of products, kept once they were asked for.</summary>
public sealed class CatalogueCache(HttpClient http)
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _views = new();

    public async Task<string> TextAsync(string sku, CancellationToken ct)
    {
        await _loading.WaitAsync(ct); // SPW4010
        try
        {
            if (_texts.TryGetValue(sku, out var text))
            {
                return text;
            }

            text = await http.GetStringAsync($"texts/{sku}", ct);
            _texts[sku] = text;
            return text;
        }
        finally
        {
            _loading.Release();
        }
    }

    public int CountViews(IReadOnlyList<string> skus)
    {
        var unseen = 0;
        foreach (var sku in skus)
        {
            if (_views.Count == 0 || !_views.ContainsKey(sku)) // SPW4009
            {
                unseen++;
            }
        }

        return unseen;
    }

    public static long Weigh(IReadOnlyList<int> grams)
    {
        var gate = new object();
        var total = 0L;
        Parallel.ForEach(grams, weight => // SPW4012
        {
            lock (gate)
            {
                total += weight;
            }
        });
        return total;
    }
}
