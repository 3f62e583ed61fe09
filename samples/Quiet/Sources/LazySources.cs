using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace Quiet.Sources;

/// <summary>Reading ahead would change what is read, or do work that nobody asked for.</summary>
public sealed class LazySources(HttpClient http)
{
    public async Task<HashSet<string>> CloseAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        // The filter runs again for every item and sees what the body has added.
        var known = new HashSet<string>();
        foreach (var name in names.Where(n => !known.Contains(n)))
        {
            var aliases = await http.GetFromJsonAsync<string[]>($"aliases/{name}", ct);
            known.UnionWith(aliases ?? []);
        }

        return known;
    }

    public async IAsyncEnumerable<string> OnDemandAsync(IEnumerable<Uri> pages, [EnumeratorCancellation] CancellationToken ct)
    {
        // Whoever reads may stop after the first page; the others must not be fetched for nothing.
        foreach (var page in pages)
        {
            yield return await http.GetStringAsync(page, ct);
        }
    }
}
