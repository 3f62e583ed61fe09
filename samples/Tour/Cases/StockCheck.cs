// rule: SPW1006
// title: A check of the stock whose tasks start only when they are awaited
// limit: 8
// latency: 20

using System.Net.Http.Json;

namespace Shop;

public sealed record Stock(string Id, int Available);

public sealed class StockCheck(HttpClient http)
{
    public async Task<List<string>> FindMissingAsync(IReadOnlyList<string> articles, CancellationToken cancellationToken)
    {
        // They look as if they were running.
        var answers = articles.Select(article => AskAsync(article, cancellationToken));
        var missing = new List<string>();
        foreach (var answer in answers)
        {
            var stock = await answer;
            if (stock.Available < 10)
            {
                missing.Add(stock.Id);
            }
        }

        return missing;
    }

    private async Task<Stock> AskAsync(string article, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<Stock>($"stock/{article}", cancellationToken)
            ?? throw new InvalidOperationException($"Nothing known of {article}.");
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var articles = Enumerable.Range(1, 50).Select(i => $"article-{i}").ToList();
        return string.Join('\n', await new StockCheck(http).FindMissingAsync(articles, cancellationToken));
    }
}
