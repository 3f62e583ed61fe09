namespace Spillway.Runtime.Tests.Locks;

[Collection(AloneCollection.Name)]
public sealed class LockAllocationTests
{
#if DEBUG
    // A debug build notes the holder in the execution context, which allocates.
    private const double LockBytes = 400;
#else
    private const double LockBytes = 0.5;
#endif

    [Fact]
    public async Task A_contended_wait_with_a_token_allocates_nothing()
    {
        using var caller = new CancellationTokenSource();
        var bytes = await Allocations.PerItem(n => Contend(n, caller.Token));
        Assert.InRange(bytes, -0.5, LockBytes);

        static async Task Contend(int n, CancellationToken token)
        {
            var asyncLock = new AsyncLock();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < n / 4; i++)
                {
                    using (await asyncLock.LockAsync(token))
                    {
                        if (i % 4 == 0)
                            await Task.Yield();
                    }
                }
            })));
        }
    }

    [Fact]
    public async Task Distinct_keys_retain_and_allocate_nothing()
    {
        var keyed = new KeyedAsyncLock<string>();
        var keys = Enumerable.Range(0, 11_000).Select(key => $"{key}").ToArray();
        var bytes = await Allocations.PerItem(async n =>
        {
            for (var key = 0; key < n; key++)
            {
                using (await keyed.LockAsync(keys[key]))
                {
                }
            }
        });
        Assert.InRange(bytes, -0.5, LockBytes);
        Assert.Equal(0, keyed.Count);
    }
}
