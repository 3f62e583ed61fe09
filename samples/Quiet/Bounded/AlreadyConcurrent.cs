namespace Quiet.Bounded;

/// <summary>The operations run already; the loop only collects.</summary>
public sealed class AlreadyConcurrent(HttpClient http)
{
    public async Task<List<string>> StartedAsync(Uri first, Uri second, CancellationToken ct)
    {
        var tasks = new List<Task<string>> { http.GetStringAsync(first, ct), http.GetStringAsync(second, ct) };
        var bodies = new List<string>();
        foreach (var task in tasks)
        {
            bodies.Add(await task);
        }

        return bodies;
    }

    public async Task<Dictionary<string, string>> KeyedAsync(IReadOnlyDictionary<string, Task<string>> running)
    {
        var bodies = new Dictionary<string, string>();
        foreach (var (name, task) in running)
        {
            bodies[name] = await task.ConfigureAwait(false);
        }

        return bodies;
    }

    public async Task<int> AsTheyCompleteAsync(IEnumerable<Task<string>> running)
    {
        var length = 0;
        await foreach (var task in Task.WhenEach(running))
        {
            length += (await task).Length;
        }

        return length;
    }

    public async Task<long> BoundedAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        long length = 0;
        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (page, token) =>
        {
            var text = await http.GetStringAsync(page, token);
            Interlocked.Add(ref length, text.Length);
        });
        return length;
    }
}
