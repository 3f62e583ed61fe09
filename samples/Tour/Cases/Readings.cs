// rule: SPW1009
// title: Readings of many meters, handled as they arrive
// work: 4,000 readings

namespace Shop;

public sealed class Readings
{
    public async Task<long> AddUpAsync(IReadOnlyList<int> meters)
    {
        var readings = meters.Select(ReadAsync).ToList();
        var total = 0L;
        while (readings.Count > 0)
        {
            // Whichever is next.
            var reading = await Task.WhenAny(readings);
            readings.Remove(reading);
            total += await reading;
        }

        return total;
    }

    private static async Task<int> ReadAsync(int meter)
    {
        // Meters answer when they like.
        await Task.Delay(5 + meter * 7 % 40);
        return meter * 31 % 1000;
    }
}

public static class Case
{
    public static async Task<string> RunAsync(HttpClient http, CancellationToken cancellationToken)
        => $"{await new Readings().AddUpAsync(Enumerable.Range(1, 4_000).ToList())}";
}
