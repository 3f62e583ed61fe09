// rule: SPW1001
// title: A basket, summed up and indexed while it is fetched
// limit: 8
// latency: 20

using System.Net.Http.Json;

namespace Shop;

public sealed record Line(string Article, int Quantity);

public sealed record Price(string Id, decimal Amount);

public sealed class Basket(HttpClient http)
{
    public async Task<string> DescribeAsync(IReadOnlyList<Line> lines, CancellationToken cancellationToken)
    {
        var total = 0m;
        var lastArticleAt = new Dictionary<decimal, string>();
        foreach (var line in lines)
        {
            if (line.Quantity == 0)
            {
                continue;
            }

            var price = await FetchAsync(line.Article, cancellationToken);
            total += price.Amount * line.Quantity;

            // Several articles cost the same: the last one wins, so the order matters.
            lastArticleAt[price.Amount] = price.Id;
        }

        return $"{total} {string.Join(' ', lastArticleAt)}";
    }

    private async Task<Price> FetchAsync(string article, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<Price>($"prices/{article}", cancellationToken)
            ?? throw new InvalidOperationException($"No price for {article}.");
}

public static class Case
{
    public static Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var lines = Enumerable.Range(1, 60).Select(i => new Line($"article-{i}", i % 6)).ToList();
        return new Basket(http).DescribeAsync(lines, cancellationToken);
    }
}
