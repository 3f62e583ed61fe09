namespace Noisy.Accounts;

public sealed class AccountMails
{
    private readonly HttpClient _http;
    private readonly ILogger<AccountMails> _log;

    public AccountMails(HttpClient http, ILogger<AccountMails> log)
    {
        _http = http;
        _log = log;
    }

    public async Task WarnAsync(IReadOnlyList<int> accountIds, CancellationToken ct)
    {
        Parallel.ForEach(accountIds, async id => // SPW2007
        {
            using var response = await _http.PostAsJsonAsync($"accounts/{id}/warnings", "overdrawn", ct);
            response.EnsureSuccessStatusCode();
        });
        await RememberAsync(accountIds.Count, ct);
    }

    public Task CloseAsync(int accountId, CancellationToken ct)
    {
        return Task.Factory.StartNew(() => CloseOneAsync(accountId, ct), ct); // SPW2008
    }

    private async Task CloseOneAsync(int accountId, CancellationToken ct)
    {
        using var response = await _http.DeleteAsync($"accounts/{accountId}", ct);
        Remember(accountId);
    }

    private async void Remember(int accountId) // SPW2010
    {
        await RememberAsync(1, CancellationToken.None);
        _log.LogInformation("Closed {Account}", accountId);
    }

    private async Task RememberAsync(int count, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync("accounts/journal", count, ct);
    }
}
