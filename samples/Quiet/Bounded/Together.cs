using System.Net.Http.Json;

namespace Quiet.Bounded;

/// <summary>Requests, batches and races that look as if more could overlap.</summary>
public sealed class Together(HttpClient http)
{
    public async Task<string> AllowedAsync(int id, CancellationToken ct)
    {
        // Nobody reads what he may not read.
        await EnsureAllowedAsync(id, ct);
        return await http.GetStringAsync($"notes/{id}", ct);
    }

    public async Task PacedAsync(IEnumerable<Uri> pages, CancellationToken ct)
    {
        // The partner counts requests per second.
        foreach (var batch in pages.Chunk(5))
        {
            await Task.WhenAll(batch.Select(page => http.GetStringAsync(page, ct)));
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    public async Task<int> PoolAsync(Queue<Uri> pages, CancellationToken ct)
    {
        // Four at a time: the list never gets longer.
        var length = 0;
        var running = new List<Task<string>>();
        while (pages.Count > 0 && running.Count < 4)
        {
            running.Add(http.GetStringAsync(pages.Dequeue(), ct));
        }

        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            length += (await done).Length;
            if (pages.TryDequeue(out var next))
            {
                running.Add(http.GetStringAsync(next, ct));
            }
        }

        return length;
    }

    private async Task EnsureAllowedAsync(int id, CancellationToken ct)
    {
        if (!await http.GetFromJsonAsync<bool>($"allowed/{id}", ct))
        {
            throw new UnauthorizedAccessException();
        }
    }
}
