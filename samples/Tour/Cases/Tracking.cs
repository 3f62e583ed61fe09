// rule: SPW1001
// title: Parcels, tracked in two steps each
// limit: 8
// latency: 20

using System.Net.Http.Json;

namespace Shop;

public sealed record Parcel(string Id, int Available);

public interface ITracker
{
    Task<Parcel?> FindAsync(string number, CancellationToken cancellationToken);
}

public sealed class Tracker(HttpClient http) : ITracker
{
    public async Task<Parcel?> FindAsync(string number, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"parcels/{number}", cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Parcel>(cancellationToken);
    }
}

public sealed class TrackingPage(ITracker tracker)
{
    public async Task<SortedDictionary<string, int>> BuildAsync(string[] numbers, CancellationToken cancellationToken)
    {
        var page = new SortedDictionary<string, int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var parcel = await tracker.FindAsync(numbers[i], cancellationToken);
            if (parcel is null)
            {
                continue;
            }

            page[parcel.Id] = parcel.Available;
        }

        return page;
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(1, 50).Select(i => $"parcel-{i}").ToArray();
        var page = await new TrackingPage(new Tracker(http)).BuildAsync(numbers, cancellationToken);
        return string.Join('\n', page);
    }
}
