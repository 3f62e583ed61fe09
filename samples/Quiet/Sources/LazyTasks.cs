using System.Net.Http.Json;

namespace Quiet.Sources;

/// <summary>Queries of tasks that are gone through late, again, or one by one, each for a reason.</summary>
public sealed class LazyTasks(HttpClient http)
{
    private readonly Dictionary<string, Task<string?>> _known = [];

    public async Task<string?> FirstAsync(IEnumerable<Uri> mirrors, CancellationToken ct)
    {
        // The next mirror is only asked when the one before has nothing.
        foreach (var task in mirrors.Select(mirror => http.GetFromJsonAsync<string>(mirror, ct)))
        {
            if (await task is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public async Task<List<string?>> KnownAsync(IReadOnlyList<string> names)
    {
        // The tasks exist: looking them up twice starts nothing.
        var tasks = names.Select(name => _known[name]);
        await Task.WhenAll(tasks);
        return tasks.Select(task => task.Result).ToList();
    }

    public async Task<int> EitherAsync(bool all, CancellationToken ct)
    {
        var tasks = new[] { "a", "b" }.Select(name => http.GetFromJsonAsync<int>($"sizes/{name}", ct));
        return all ? (await Task.WhenAll(tasks)).Sum() : await await Task.WhenAny(tasks);
    }
}
