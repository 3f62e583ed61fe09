using Noisy.Data;
using Noisy.Partner;

namespace Noisy.Notifications;

public sealed class Notifier
{
    private readonly HttpClient _http;

    public Notifier(HttpClient http)
    {
        _http = http;
    }

    public async Task AnnounceAsync(IReadOnlyList<Customer> customers, string subject, string body, CancellationToken ct)
    {
        foreach (var customer in customers)
        {
            await _http.PostAsJsonAsync("mails", new Mail(customer.Mail, subject, $"Dear {customer.Name}, {body}"), ct); // SPW1001
        }
    }

    public async Task WithdrawAsync(IReadOnlyList<string> mailIds, CancellationToken ct)
    {
        foreach (var id in mailIds)
        {
            using var response = await _http.DeleteAsync($"mails/{id}", ct); // SPW1001
            response.EnsureSuccessStatusCode();
        }
    }

    public void AnnounceLater(Customer customer, string subject)
    {
        // Fire and forget: the customer will survive without this mail.
        _ = _http.PostAsJsonAsync("mails", new Mail(customer.Mail, subject, ""));
    }

    public async Task ExportAsync(IReadOnlyList<Customer> customers, Stream output, CancellationToken ct)
    {
        await using var writer = new StreamWriter(output, leaveOpen: true);
        foreach (var customer in customers)
        {
            await writer.WriteLineAsync($"{customer.Id};{customer.Name};{customer.Mail}".AsMemory(), ct);
        }
    }
}
