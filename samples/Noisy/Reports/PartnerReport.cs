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

    public async Task<int> CountLateAsync(IReadOnlyList<string> numbers, CancellationToken ct)
    {
        var statuses = numbers.Select(number => http.GetFromJsonAsync<TrackingStatus>($"tracking/{number}", ct));
        await Task.WhenAll(statuses);
        return statuses.Count(status => status.Result?.State == "late"); // SPW1007
    }
}
