using Microsoft.EntityFrameworkCore;
using Quiet.Data;

namespace Quiet.State;

/// <summary>The base class is harmless; what derives from it is not.</summary>
public abstract class Lookup
{
    private readonly HttpClient _http;

    protected Lookup(HttpClient http) => _http = http;

    public async Task<List<string>> ResolveAsync(IReadOnlyList<int[]> batches, CancellationToken ct)
    {
        var names = new List<string>();
        foreach (var batch in batches)
        {
            names.AddRange(await ResolveBatchAsync(batch, ct));
        }

        return names;
    }

    protected virtual async Task<string[]> ResolveBatchAsync(int[] ids, CancellationToken ct)
        => (await _http.GetStringAsync($"names?ids={string.Join(',', ids)}", ct)).Split('\n');
}

public sealed class LocalLookup(HttpClient http, ShopDb db) : Lookup(http)
{
    protected override Task<string[]> ResolveBatchAsync(int[] ids, CancellationToken ct)
        => db.Articles.Where(a => ids.Contains(a.Id)).Select(a => a.Code).ToArrayAsync(ct);
}

/// <summary>An operation that waits for the one before it by way of a field.</summary>
public sealed class TicketOffice(HttpClient http)
{
    private readonly Queue<string> _history = new();
    private Task _last = Task.CompletedTask;

    public async Task SellAsync(IReadOnlyList<string> seats, CancellationToken ct)
    {
        foreach (var seat in seats)
        {
            await SellAsync(seat, ct);
        }
    }

    private async Task SellAsync(string seat, CancellationToken ct)
    {
        await _last;
        var sale = http.PostAsync($"seats/{seat}?after={_history.Count}", content: null, ct);
        _last = sale;
        using var response = await sale;
        _history.Enqueue(seat);
    }
}
