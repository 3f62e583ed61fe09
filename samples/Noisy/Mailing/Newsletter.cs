using Noisy.Data;
using Noisy.Partner;

namespace Noisy.Mailing;

/// <summary>Sends to everybody at once, which works until there are many.</summary>
public sealed class Newsletter(HttpClient http)
{
    public async Task SendAsync(IReadOnlyList<Customer> customers, string subject, CancellationToken ct)
    {
        await Task.WhenAll(customers.Select(customer => SendAsync(customer, subject, ct))); // SPW3001
    }

    public async Task<int> CountOpenedAsync(IEnumerable<string> mailIds, CancellationToken ct)
    {
        var answers = new List<Task<string>>();
        foreach (var id in mailIds)
        {
            answers.Add(http.GetStringAsync($"mails/{id}/opened", ct));
        }

        var opened = await Task.WhenAll(answers); // SPW3001
        return opened.Count(answer => answer == "yes");
    }

    public async Task<string[]> RenderAsync(IReadOnlyList<Customer> customers, string template) =>
        await Task.WhenAll(customers.Select(customer => Task.Run(() => template.Replace("{name}", customer.Name)))); // SPW3002

    public void Track(IEnumerable<string> mailIds)
    {
        foreach (var id in mailIds)
        {
            _ = http.PostAsync($"mails/{id}/track", null); // SPW3004
        }
    }

    private async Task SendAsync(Customer customer, string subject, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync("mails", new Mail(customer.Mail, subject, ""), ct);
        response.EnsureSuccessStatusCode();
    }
}
