namespace Quiet.Pipelines;

public abstract record AccountEvent(long Version);

public sealed record Deposited(long Version, decimal Amount) : AccountEvent(Version);

public sealed class Account
{
    public decimal Balance { get; private set; }

    public long Version { get; private set; }

    public async Task ApplyAsync(AccountEvent change, HttpClient rates, CancellationToken ct)
    {
        if (change is Deposited deposited)
        {
            var factor = await rates.GetStringAsync($"rates/{change.Version}", ct);
            Balance += deposited.Amount * decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture);
        }

        Version = change.Version;
    }
}

/// <summary>A projection is a fold: each event meets the state that the one before it left.</summary>
public sealed class Projection(HttpClient rates)
{
    private long _position;

    public async Task<Account> ReplayAsync(IEnumerable<AccountEvent> history, CancellationToken ct)
    {
        var account = new Account();
        foreach (var change in history)
        {
            await account.ApplyAsync(change, rates, ct);
        }

        return account;
    }

    public async Task CatchUpAsync(IReadOnlyList<AccountEvent> changes, CancellationToken ct)
    {
        foreach (var change in changes)
        {
            await ForwardAsync(change, ct);
        }
    }

    private async Task ForwardAsync(AccountEvent change, CancellationToken ct)
    {
        using var response = await rates.PostAsync($"projection?after={_position}", content: null, ct);
        response.EnsureSuccessStatusCode();
        _position = change.Version;
    }
}
