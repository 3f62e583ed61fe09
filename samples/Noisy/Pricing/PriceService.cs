using Noisy.Partner;

namespace Noisy.Pricing;

public sealed record BasketLine(string Sku, int Quantity);

public sealed class PriceService
{
    private readonly HttpClient _http;
    private readonly ILogger<PriceService> _log;

    public PriceService(HttpClient http, ILogger<PriceService> log)
    {
        _http = http;
        _log = log;
    }

    public async Task<List<PriceQuote>> GetQuotesAsync(IReadOnlyList<string> skus, CancellationToken ct)
    {
        var quotes = new List<PriceQuote>();
        foreach (var sku in skus)
        {
            var quote = await _http.GetFromJsonAsync<PriceQuote>($"prices/{sku}", ct); // SPW1001
            if (quote is null)
            {
                _log.LogWarning("No price for {Sku}", sku);
                continue;
            }

            quotes.Add(quote);
        }

        return quotes;
    }

    public async Task<Dictionary<string, decimal>> GetPriceListAsync(IEnumerable<string> skus, CancellationToken ct)
    {
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var sku in skus.Distinct())
        {
            var quote = await _http.GetFromJsonAsync<PriceQuote>($"prices/{sku}", ct); // SPW1001
            prices[sku] = quote?.Amount ?? 0m;
        }

        return prices;
    }

    public async Task<decimal> GetTotalAsync(IEnumerable<BasketLine> lines, CancellationToken ct)
    {
        // Somebody said a basket never has more than five lines.
        var total = 0m;
        foreach (var line in lines)
        {
            var quote = await GetQuoteAsync(line.Sku, ct).ConfigureAwait(false); // SPW1001
            total += quote.Amount * line.Quantity;
        }

        return total;
    }

    public async Task<PriceQuote?> FindCheapestAsync(IEnumerable<string> skus, decimal limit, CancellationToken ct)
    {
        foreach (var sku in skus)
        {
            var quote = await GetQuoteAsync(sku, ct);
            if (quote.Amount <= limit)
            {
                return quote;
            }
        }

        return null;
    }

    public decimal GetPriceNow(string sku)
        => GetQuoteAsync(sku, CancellationToken.None).Result.Amount;

    private async Task<PriceQuote> GetQuoteAsync(string sku, CancellationToken ct)
    {
        var quote = await _http.GetFromJsonAsync<PriceQuote>($"prices/{sku}", ct);
        return quote ?? throw new InvalidOperationException($"No price for {sku}.");
    }
}
