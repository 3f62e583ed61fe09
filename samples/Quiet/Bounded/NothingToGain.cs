namespace Quiet.Bounded;

public interface IPrices
{
    ValueTask<decimal> GetAsync(string article);
}

public sealed class FixedPrices : IPrices
{
    private readonly Dictionary<string, decimal> _prices = new() { ["tea"] = 3.5m, ["milk"] = 1.2m };

    public ValueTask<decimal> GetAsync(string article) => ValueTask.FromResult(_prices.GetValueOrDefault(article));
}

/// <summary>Asynchronous by signature only: every call has finished when it returns.</summary>
public sealed class NothingToGain(IPrices prices)
{
    public async Task<decimal> SumAsync(IEnumerable<string> articles)
    {
        var sum = 0m;
        foreach (var article in articles)
        {
            sum += await prices.GetAsync(article);
        }

        return sum;
    }

    public async Task<List<int>> MeasureAsync(IEnumerable<string> texts)
    {
        var lengths = new List<int>();
        foreach (var text in texts)
        {
            lengths.Add(await LengthAsync(text));
        }

        return lengths;
    }

    public async Task<byte[]> PackAsync(IEnumerable<byte[]> blocks, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        foreach (var block in blocks)
        {
            await memory.WriteAsync(block, ct);
        }

        return memory.ToArray();
    }

    public async Task YieldAsync(IEnumerable<Action> steps)
    {
        foreach (var step in steps)
        {
            step();
            await Task.Yield();
        }
    }

    private static Task<int> LengthAsync(string text) => Task.FromResult(text.Length);
}
