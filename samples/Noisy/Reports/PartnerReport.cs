using Noisy.Partner;

namespace Noisy.Reports;

/// <summary>What the partner says about our parcels, once a day, for a person to read.</summary>
public sealed class PartnerReport(HttpClient http)
{
    public async Task<string> WriteAsync(IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var lines = new List<string>();
        var tasks = numbers.Select(number => http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct));
        foreach (var task in tasks)
        {
            var status = await task; // SPW1006
            lines.Add($"{status?.Number}: {status?.State}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    public async Task<int> CountUnknownAsync(IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var statuses = numbers.Take(50).Select(number => http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct));
        await Task.WhenAll(statuses);
        return statuses.Count(status => status.IsFaulted); // SPW1007
    }

    public async Task<string> CompareAsync(string number, string other, CancellationToken ct)
    {
        var first = await http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct);
        var second = await http.GetFromJsonAsync<TrackingStatus>($"tracking/{other}", ct); // SPW1003
        return first?.State == second?.State ? "same" : "different";
    }

    public async Task<List<TrackingStatus?>> ReadAllAsync(IEnumerable<string> numbers, CancellationToken ct)
    {
        var statuses = new List<TrackingStatus?>();
        foreach (var page in numbers.Chunk(20))
        {
            statuses.AddRange(await Task.WhenAll(page.Select(number => http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct)))); // SPW1008
        }

        return statuses;
    }

    public async Task PrintAsync(List<Task<TrackingStatus?>> running, TextWriter output)
    {
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running); // SPW1009
            running.Remove(done);
            await output.WriteLineAsync((await done)?.State);
        }
    }
}
