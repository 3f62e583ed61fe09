namespace Quiet.Retry;

/// <summary>The same operation again, because the last attempt failed.</summary>
public sealed class RetryLoops(HttpClient http)
{
    public async Task<string> WithBackOffAsync(string path, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await http.GetStringAsync(path, ct);
            }
            catch (HttpRequestException) when (attempt < 5)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), ct);
            }
        }
    }

    public async Task<bool> AtOnceAsync(string path, int attempts, CancellationToken ct)
    {
        var done = false;
        for (var i = 0; i < attempts && !done; i++)
        {
            using var response = await http.GetAsync(path, ct);
            done = response.IsSuccessStatusCode;
        }

        return done;
    }

    public async Task SendAsync(Uri address, HttpContent content, IReadOnlyList<TimeSpan> pauses, CancellationToken ct)
    {
        foreach (var pause in pauses)
        {
            using var response = await http.PostAsync(address, content, ct);
            if (response.IsSuccessStatusCode)
            {
                break;
            }

            await Task.Delay(pause, ct);
        }
    }

    public async Task<string> FirstMirrorAsync(IReadOnlyList<Uri> mirrors, CancellationToken ct)
    {
        List<Exception> failures = [];
        foreach (var mirror in mirrors)
        {
            try
            {
                return await http.GetStringAsync(mirror, ct);
            }
            catch (HttpRequestException e)
            {
                failures.Add(e);
            }
        }

        throw new AggregateException("No mirror answered.", failures);
    }

    public async Task<string> PollAsync(Uri job, TimeProvider clock, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var state = await http.GetStringAsync(job, ct);
            if (state != "running")
            {
                return state;
            }
        }

        return "cancelled";
    }

    public async Task WatchAsync(IReadOnlyList<Uri> jobs, CancellationToken ct)
    {
        foreach (var job in jobs)
        {
            while (await http.GetStringAsync(job, ct) == "running")
            {
                await Task.Delay(500, ct);
            }
        }
    }
}
