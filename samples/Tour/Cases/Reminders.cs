// rule: SPW1008
// title: Reminders, sent in batches of eight in which each waits for the slowest
// limit: 8
// latency: 10
// stragglers: 10
// before: in batches of 8

using System.Net.Http.Json;

namespace Shop;

public sealed class Reminders(HttpClient http)
{
    public async Task SendAsync(IReadOnlyList<int> customers, CancellationToken cancellationToken)
    {
        foreach (var batch in customers.Chunk(8))
        {
            // Never more than eight at a time.
            await Task.WhenAll(batch.Select(customer => http.PostAsJsonAsync($"reminders/customer-{customer}", new { customer }, cancellationToken)));
        }
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var customers = Enumerable.Range(1, 80).ToList();
        await new Reminders(http).SendAsync(customers, cancellationToken);
        return $"{customers.Count} reminders";
    }
}
