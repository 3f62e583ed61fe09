using System.Net.Http.Json;

namespace Quiet.State;

/// <summary>A scoped cache without synchronisation: fine for one request, not for two calls at once.</summary>
public sealed class ExchangeRates(HttpClient http)
{
    private readonly Dictionary<string, decimal> _rates = [];

    public async Task<decimal> GetAsync(string currency, CancellationToken ct)
    {
        if (!_rates.TryGetValue(currency, out var rate))
        {
            rate = await http.GetFromJsonAsync<decimal>($"rates/{currency}", ct);
            _rates[currency] = rate;
        }

        return rate;
    }
}

public sealed class Converter(ExchangeRates rates)
{
    public async Task<decimal> ConvertAsync(decimal amount, string currency, CancellationToken ct)
        => amount * await rates.GetAsync(currency, ct);
}

/// <summary>Two calls away from the dictionary.</summary>
public sealed class Ledger(Converter converter)
{
    public async Task<decimal> SumAsync(IReadOnlyList<(decimal Amount, string Currency)> entries, CancellationToken ct)
    {
        var sum = 0m;
        foreach (var (amount, currency) in entries)
        {
            sum += await converter.ConvertAsync(amount, currency, ct);
        }

        return sum;
    }
}

/// <summary>A field that every call reads and then replaces.</summary>
public sealed class ConditionalReader(HttpClient http)
{
    private string? _etag;
    private int _unchanged;

    public int Unchanged => _unchanged;

    public async Task<List<string>> ReadAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            bodies.Add(await ReadOneAsync(page, ct));
        }

        return bodies;
    }

    private async Task<string> ReadOneAsync(Uri page, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.TryAddWithoutValidation("If-None-Match", _etag);
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode == System.Net.HttpStatusCode.NotModified)
        {
            _unchanged++;
        }

        _etag = response.Headers.ETag?.Tag;
        return await response.Content.ReadAsStringAsync(ct);
    }
}
