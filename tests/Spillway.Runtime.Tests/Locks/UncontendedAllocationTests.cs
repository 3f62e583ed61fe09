namespace Spillway.Runtime.Tests.Locks;

/// <summary>What is done a million times a second must not feed the garbage collector.</summary>
[Collection(AloneCollection.Name)]
public sealed class UncontendedAllocationTests
{
    [Fact]
    public async Task Counting_and_entering_allocate_nothing()
    {
        var counter = new StripedCounter();
        var gate = new object();
        var modern = new Lock();
        var bytes = await Allocations.PerCall(() =>
        {
            counter.Increment();
            using (gate.EnterScope(TimeSpan.FromSeconds(1)))
            using (modern.EnterScope(TimeSpan.FromSeconds(1)))
                counter.Add(2);
            return Task.CompletedTask;
        });
        Assert.InRange(bytes, 0, 0.5);
    }

#if !DEBUG
    [Fact]
    public async Task A_free_lock_allocates_nothing()
    {
        var asyncLock = new AsyncLock();
        var striped = new StripedAsyncLock<int>(4);
        using var caller = new CancellationTokenSource();
        var bytes = await Allocations.PerItem(async n =>
        {
            for (var i = 0; i < n; i++)
            {
                using (await asyncLock.LockAsync(caller.Token))
                using (await striped.TryLockAsync(i, TimeSpan.FromSeconds(1), caller.Token))
                {
                }
            }
        });
        Assert.InRange(bytes, -0.5, 0.5);
    }
#endif
}
