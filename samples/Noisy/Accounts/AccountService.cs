using Noisy.Partner;

namespace Noisy.Accounts;

public sealed class AccountService
{
    private readonly HttpClient _http;
    private readonly IPartnerApi _partner;

    public AccountService(HttpClient http, IPartnerApi partner)
    {
        _http = http;
        _partner = partner;
    }

    public async Task<string> StatementAsync(int accountId, CancellationToken ct)
    {
        using var response = await _http.GetAsync($"accounts/{accountId}", ct);
        var owner = response.Content.ReadAsStringAsync(ct).Result; // SPW2001
        return $"{owner}: {Balance(accountId, ct)}";
    }

    private int Balance(int accountId, CancellationToken ct)
    {
        return _partner.GetDeliveryDaysAsync(accountId.ToString(), ct).GetAwaiter().GetResult(); // SPW2001
    }
}
