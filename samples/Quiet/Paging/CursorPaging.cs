using System.Net.Http.Json;

namespace Quiet.Paging;

public sealed record Page(IReadOnlyList<string> Items, string? Next, bool HasMore);

/// <summary>The next request is made of the previous answer.</summary>
public sealed class CursorPaging(HttpClient http)
{
    public async Task<List<string>> ByTokenAsync(CancellationToken ct)
    {
        var items = new List<string>();
        string? token = null;
        do
        {
            var page = await http.GetFromJsonAsync<Page>($"items?token={token}", ct);
            items.AddRange(page!.Items);
            token = page.Next;
        }
        while (token is not null);

        return items;
    }

    public async Task<List<string>> ByNumberAsync(CancellationToken ct)
    {
        var items = new List<string>();
        for (var number = 1; ; number++)
        {
            var page = await http.GetFromJsonAsync<Page>($"items?page={number}", ct);
            if (page is null || page.Items.Count == 0)
            {
                return items;
            }

            items.AddRange(page.Items);
        }
    }

    public async Task<List<string>> WhileMoreAsync(CancellationToken ct)
    {
        var items = new List<string>();
        var more = true;
        while (more)
        {
            var page = await http.GetFromJsonAsync<Page>($"items?skip={items.Count}", ct);
            items.AddRange(page!.Items);
            more = page.HasMore;
        }

        return items;
    }

    public async Task<List<string>> ByLinkAsync(Uri first, int maxPages, CancellationToken ct)
    {
        var bodies = new List<string>();
        Uri? next = first;
        for (var i = 0; i < maxPages && next is not null; i++)
        {
            using var response = await http.GetAsync(next, ct);
            bodies.Add(await response.Content.ReadAsStringAsync(ct));
            next = response.Headers.Location;
        }

        return bodies;
    }

    public async IAsyncEnumerable<string> StreamAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var token = ""; token is not null;)
        {
            var page = await http.GetFromJsonAsync<Page>($"items?token={token}", ct);
            foreach (var item in page!.Items)
            {
                yield return item;
            }

            token = page.Next;
        }
    }

    /// <summary>Only the answer says where the next page begins.</summary>
    public async Task<int> BySizeAsync(IReadOnlyList<int> sizes, CancellationToken ct)
    {
        var offset = 0;
        foreach (var size in sizes)
        {
            var page = await http.GetFromJsonAsync<Page>($"items?skip={offset}&take={size}", ct);
            offset += page!.Items.Count;
        }

        return offset;
    }
}
