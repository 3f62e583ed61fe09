using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace Quiet.State;

public sealed record Step(string Name, string Token);

/// <summary>What one iteration learned, the next one uses.</summary>
public sealed class LoopCarried(HttpClient http)
{
    public async Task<string> FeedAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var token = "start";
        foreach (var name in names)
        {
            var step = await http.GetFromJsonAsync<Step>($"steps/{name}?token={token}", ct);
            token = step!.Token;
        }

        return token;
    }

    public async Task<HashSet<string>> SkipKnownAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var known = new HashSet<string>();
        foreach (var name in names)
        {
            if (known.Contains(name))
            {
                continue;
            }

            var aliases = await http.GetFromJsonAsync<string[]>($"aliases/{name}", ct);
            known.UnionWith(aliases ?? []);
        }

        return known;
    }

    public async Task<string> ChainAsync(IReadOnlyList<string> blocks, CancellationToken ct)
    {
        var hash = "";
        for (var i = 0; i < blocks.Count; i++)
        {
            using var content = new StringContent(hash + blocks[i]);
            using var response = await http.PostAsync("blocks", content, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        }

        return hash;
    }

    public async Task<int> RefreshAsync(IReadOnlyList<Uri> pages, CancellationToken ct)
    {
        var failures = 0;
        AuthenticationHeaderValue? ticket = null;
        foreach (var page in pages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            request.Headers.Authorization = ticket;
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
            {
                failures++;
                ticket = new AuthenticationHeaderValue("Bearer", response.Headers.ETag?.Tag);
            }
        }

        return failures;
    }

    public async Task<List<string>> GrowAsync(IReadOnlyList<string> seeds, CancellationToken ct)
    {
        var words = new List<string>(seeds);
        for (var i = 0; i < words.Count && words.Count < 1000; i++)
        {
            words.AddRange(await http.GetFromJsonAsync<string[]>($"related/{words[i]}", ct) ?? []);
        }

        return words;
    }

    public async Task<List<Uri>> PruneAsync(List<Uri> pages, CancellationToken ct)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            var body = await http.GetStringAsync(pages[i], ct);
            if (body.Length == 0)
            {
                pages.RemoveAt(i--);
            }
        }

        return pages;
    }

    public async Task<int> UntilDeadlineAsync(IReadOnlyList<Uri> pages, TimeProvider clock, CancellationToken ct)
    {
        var deadline = clock.GetUtcNow().AddSeconds(5);
        var length = 0;
        foreach (var page in pages)
        {
            if (clock.GetUtcNow() > deadline)
            {
                break;
            }

            length += (await http.GetStringAsync(page, ct)).Length;
        }

        return length;
    }
}
