using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;

namespace Spillway.Equivalence.Tests.Running;

/// <summary>
/// What generated programs that ask a web service have in common. The rules see this file; the programs run against what was compiled
/// from it. What stands here is compiled and analysed once, and not once for each program.
/// </summary>
public abstract class AskingProgram(HttpClient client) : IProgram
{
    protected readonly List<string> _log = new();
    protected readonly IPrices _prices = new Prices(client);
    private readonly ConcurrentDictionary<int, int> _cache = new();

    public IReadOnlyList<string> Log => _log;

    public abstract Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken);

    protected void Note(int id, int value) => _log.Add($"{id} = {value}");

    protected static IEnumerable<int> Parts(int id)
    {
        for (var part = 0; part < 3; part++)
            yield return (id * 10) + part;
    }

    protected async Task<int> NumberAsync(int id, CancellationToken token = default) => int.Parse(await client.GetStringAsync($"n/{id}", token));

    protected static async Task<int> AskAsync(HttpClient http, int id)
    {
        var text = await http.GetStringAsync($"n/s{id}");
        return int.Parse(text) + 1;
    }

    protected async Task<(int Low, int High)> RangeAsync(int id)
    {
        var low = int.Parse(await client.GetStringAsync($"n/l{id}"));
        return (low, low + id);
    }

    protected async Task<string?> MaybeAsync(int id, CancellationToken token = default)
    {
        var text = await client.GetStringAsync($"m/{id}", token);
        return text.Length == 0 ? null : text;
    }

    protected static async Task<int> SlowAsync(int id)
    {
        await Task.Delay(1);
        return id * 3;
    }

    protected async Task<int> CachedAsync(int id)
    {
        var number = int.Parse(await client.GetStringAsync($"n/c{id}"));
        _cache[id] = number;
        return number;
    }

    protected async Task<int> TwiceAsync(int id)
    {
        var first = await client.GetStringAsync($"n/f{id}");
        var second = await client.GetStringAsync($"n/g{first}");
        return first.Length + int.Parse(second);
    }
}

public sealed record Quote(int Price, string Name);

public interface IPrices
{
    ValueTask<int> PriceAsync(int id, CancellationToken token = default);

    Task<Quote> QuoteAsync(int id);
}

public sealed class Prices(HttpClient http) : IPrices
{
    public async ValueTask<int> PriceAsync(int id, CancellationToken token = default) => int.Parse(await http.GetStringAsync($"n/p{id}", token).ConfigureAwait(false));

    public async Task<Quote> QuoteAsync(int id)
    {
        var text = await http.GetStringAsync($"t/q{id}");
        return new Quote(text.Length + id, text);
    }
}
