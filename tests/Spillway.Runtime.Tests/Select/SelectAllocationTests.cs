namespace Spillway.Runtime.Tests.Select;

[Collection(AloneCollection.Name)]
public sealed class SelectAllocationTests
{
    private const int ResultBytes = sizeof(long);
    private const double Noise = 0.5;

    [Fact]
    public async Task A_synchronous_selector_costs_the_result_alone()
    {
        var bytes = await Allocations.PerItem(n => Enumerable.Range(0, n).SelectConcurrentAsync(4, static (x, _) => new ValueTask<long>(x)));
        Assert.InRange(bytes, ResultBytes - Noise, ResultBytes + Noise);
    }

    [Fact]
    public async Task A_selector_that_suspends_costs_the_result_alone()
    {
        // Reused sources of completion: what is left is what the library allocates.
        var bytes = await Allocations.PerItem(async n =>
        {
            var pool = new YieldPool(16);
            await Enumerable.Range(0, n).SelectConcurrentAsync(16, (x, _) => pool.Yield(x));
        });
        Assert.InRange(bytes, ResultBytes - Noise, ResultBytes + Noise);
    }

    [Fact]
    public async Task An_asynchronous_source_adds_nothing()
    {
        var bytes = await Allocations.PerItem(n => new CountingSource(n).SelectConcurrentAsync(4, static (x, _) => new ValueTask<long>(x)));

        // The count is unknown: segments that double, then one copy. At most three slots per result.
        Assert.InRange(bytes, ResultBytes, (3 * ResultBytes) + Noise);
    }

    [Fact]
    public async Task A_sequence_of_unknown_length_grows_geometrically()
    {
        var bytes = await Allocations.PerItem(n => Enumerable.Range(0, n).Where(static x => x >= 0).SelectConcurrentAsync(4, static (x, _) => new ValueTask<long>(x)));
        Assert.InRange(bytes, ResultBytes, (3 * ResultBytes) + Noise);
    }

    [Fact]
    public async Task A_tiny_call_costs_less_than_half_of_semaphore_and_when_all()
    {
        var items = Enumerable.Range(0, 10).ToArray();
        var ours = await Allocations.PerCall(() => items.SelectConcurrentAsync(4, static (x, _) => new ValueTask<int>(x)));
        var theirs = await Allocations.PerCall(async () =>
        {
            using var semaphore = new SemaphoreSlim(4);
            await Task.WhenAll(items.Select(async x =>
            {
                await semaphore.WaitAsync();
                try
                {
                    return await new ValueTask<int>(x);
                }
                finally
                {
                    semaphore.Release();
                }
            }));
        });
        Assert.True(ours <= theirs / 2, $"{ours:F0} B per call, semaphore + WhenAll {theirs:F0} B");
    }

    private sealed class CountingSource(int count) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current { get; private set; } = -1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(++Current < count);

        public ValueTask DisposeAsync() => default;
    }
}
