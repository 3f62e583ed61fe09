namespace Spillway.Equivalence.Tests.WrongFixes;

/// <summary>A form that looks like <c>SelectConcurrentAsync</c> and gives the results in the order in which they came.</summary>
public static class CompletionOrder
{
    /// <summary>Wrong on purpose.</summary>
    public static async Task<TResult[]> SelectAsTheyComeAsync<T, TResult>(
        this IEnumerable<T> source, int maxConcurrency, Func<T, CancellationToken, ValueTask<TResult>> selector, CancellationToken cancellationToken = default)
    {
        var results = new List<TResult>();
        await Parallel.ForEachAsync(source, new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellationToken }, async (item, token) =>
        {
            var result = await selector(item, token);
            lock (results)
                results.Add(result);
        });
        return [.. results];
    }
}
