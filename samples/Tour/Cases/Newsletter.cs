// rule: SPW1001
// title: A newsletter, posted to one reader after another
// limit: 8
// latency: 20

using System.Net.Http.Json;

namespace Shop;

public sealed record Reader(int Number, string Mail);

public sealed class Newsletter(HttpClient http)
{
    public async Task SendAsync(IReadOnlyCollection<Reader> readers, string subject, CancellationToken cancellationToken)
    {
        foreach (var reader in readers)
        {
            // Nobody waits for the answer of the mail gateway.
            await http.PostAsJsonAsync($"mails/{reader.Number}", new { to = reader.Mail, subject }, cancellationToken);
        }
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var readers = Enumerable.Range(1, 50).Select(i => new Reader(i, $"reader{i}@example.test")).ToList();
        await new Newsletter(http).SendAsync(readers, "Spring is coming", cancellationToken);
        return $"{readers.Count} mails";
    }
}
