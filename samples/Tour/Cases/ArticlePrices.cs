// rule: SPW1001
// title: A price list, fetched one article after another
// limit: 8
// latency: 20

using System.Net.Http.Json;

namespace Shop;

public sealed record Price(string Id, decimal Amount);

public sealed class PriceList(HttpClient http)
{
    public async Task<List<Price>> GetAsync(IReadOnlyList<string> articles, CancellationToken cancellationToken)
    {
        var prices = new List<Price>();
        foreach (var article in articles)
        {
            // The shop front shows them in the order of the catalogue.
            prices.Add(await FetchAsync(article, cancellationToken));
        }

        return prices;
    }

    private async Task<Price> FetchAsync(string article, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<Price>($"prices/{article}", cancellationToken)
            ?? throw new InvalidOperationException($"No price for {article}.");
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var articles = Enumerable.Range(1, 50).Select(i => $"article-{i}").ToList();
        var prices = await new PriceList(http).GetAsync(articles, cancellationToken);
        return string.Join('\n', prices);
    }
}
