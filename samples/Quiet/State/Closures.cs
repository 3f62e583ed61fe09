using System.Net.Http.Json;

namespace Quiet.State;

public sealed record Node(string Id, IReadOnlyList<string> Children);

/// <summary>The mutation hides in a local function or a lambda.</summary>
public sealed class Closures(HttpClient http)
{
    public async Task<int> CountAsync(IReadOnlyList<string> roots, CancellationToken ct)
    {
        var seen = new HashSet<string>();
        foreach (var root in roots)
        {
            await VisitAsync(root);
        }

        return seen.Count;

        async Task VisitAsync(string id)
        {
            if (!seen.Add(id))
            {
                return;
            }

            var node = await http.GetFromJsonAsync<Node>($"nodes/{id}", ct);
            foreach (var child in node!.Children)
            {
                await VisitAsync(child);
            }
        }
    }

    public async Task<List<string>> NumberAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var next = 0;
        var lines = new List<string>();
        Func<string, Task<string>> label = async name =>
        {
            next++;
            return $"{next}: {await http.GetStringAsync($"labels/{name}?number={next}", ct)}";
        };

        foreach (var name in names)
        {
            lines.Add(await label(name));
        }

        return lines;
    }

    public async Task<string> LastAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var last = "none";
        foreach (var name in names)
        {
            await AskAsync(name);
        }

        return last;

        async Task AskAsync(string name) => last = await http.GetStringAsync($"names/{name}?after={last}", ct);
    }

    public async Task<List<string>> CallBackAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var answered = 0;
        var bodies = new List<string>();
        foreach (var page in pages)
        {
            bodies.Add(await FetchAsync(page, () => answered++, ct));
        }

        bodies.Add($"{answered} answers");
        return bodies;
    }

    private async Task<string> FetchAsync(Uri page, Action onAnswer, CancellationToken ct)
    {
        var body = await http.GetStringAsync(page, ct);
        onAnswer();
        return body;
    }
}
