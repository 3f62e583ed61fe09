using System.Threading.RateLimiting;

namespace Quiet.Bounded;

/// <summary>Somebody decided how fast these loops may go.</summary>
public sealed class Throttled(HttpClient http, SemaphoreSlim gate, RateLimiter limiter)
{
    public async Task<List<string>> PoliteAsync(IEnumerable<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            bodies.Add(await http.GetStringAsync(page, ct));
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }

        return bodies;
    }

    public async Task<List<string>> GatedAsync(IEnumerable<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            await gate.WaitAsync(ct);
            try
            {
                bodies.Add(await http.GetStringAsync(page, ct));
            }
            finally
            {
                gate.Release();
            }
        }

        return bodies;
    }

    public async Task<List<string>> LimitedAsync(IEnumerable<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            using var lease = await limiter.AcquireAsync(permitCount: 1, ct);
            if (lease.IsAcquired)
            {
                bodies.Add(await http.GetStringAsync(page, ct));
            }
        }

        return bodies;
    }

    public async Task<List<string>> TickingAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var bodies = new List<string>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        foreach (var page in pages)
        {
            await timer.WaitForNextTickAsync(ct);
            bodies.Add(await http.GetStringAsync(page, ct));
        }

        return bodies;
    }

    public async Task<List<string>> ExclusiveAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        // The gate is held for the whole walk: the peer tolerates one visitor.
        var bodies = new List<string>();
        await gate.WaitAsync(ct);
        try
        {
            foreach (var page in pages)
            {
                bodies.Add(await http.GetStringAsync(page, ct));
            }
        }
        finally
        {
            gate.Release();
        }

        return bodies;
    }
}
