// rule: SPW1003
// title: A page about a customer, put together from four questions
// limit: 4
// latency: 50

using System.Net.Http.Json;

namespace Shop;

public sealed record Answer(string Id, decimal Amount, int Available);

public sealed class AccountPage(HttpClient http)
{
    public async Task<string> BuildAsync(string customer, CancellationToken cancellationToken)
    {
        var balance = await AskAsync($"balances/{customer}", cancellationToken);
        var points = await AskAsync($"points/{customer}", cancellationToken);
        var orders = await AskAsync($"orders/{customer}", cancellationToken);
        var offers = await AskAsync($"offers/{customer}", cancellationToken);

        // The page shows all four.
        return $"{balance.Amount} {points.Available} {orders.Available} {offers.Amount}";
    }

    private async Task<Answer> AskAsync(string path, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<Answer>(path, cancellationToken)
            ?? throw new InvalidOperationException($"No answer for {path}.");
}

public static class Case
{
    public static Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
        => new AccountPage(http).BuildAsync("customer-7", cancellationToken);
}
