namespace Spillway.Runtime.Tests.Locks;

public sealed class LockStressTests
{
    [Fact]
    public async Task Nobody_is_inside_twice_and_nobody_is_forgotten() => await Watchdog.Guard(async seed =>
    {
        var asyncLock = new AsyncLock();
        var keyed = new KeyedAsyncLock<int>();
        var inside = 0;
        var insideKey = new int[8];
        var canceled = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < Effort.Operations() / 8; i++)
            {
                using var caller = new CancellationTokenSource();
                var giveUp = random.Next(10) == 0;
                var waiting = asyncLock.LockAsync(caller.Token);
                if (giveUp)
                    caller.Cancel();
                try
                {
                    using var holding = await waiting;
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    if (random.Next(8) == 0)
                        await Task.Yield();
                    Interlocked.Decrement(ref inside);
                    holding.Dispose();
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref canceled);
                }

                var key = random.Next(insideKey.Length);
                using var holdingKey = random.Next(20) == 0
                    ? await keyed.TryLockAsync(key, TimeSpan.FromMilliseconds(1))
                    : await keyed.LockAsync(key);
                if (!holdingKey.IsAcquired)
                    continue;

                Assert.Equal(1, Interlocked.Increment(ref insideKey[key]));
                if (random.Next(8) == 0)
                    await Task.Yield();
                Interlocked.Decrement(ref insideKey[key]);
            }
        })));
        Assert.Equal(0, keyed.Count);
        Assert.True((await asyncLock.TryLockAsync(TimeSpan.Zero)).IsAcquired);
    });
}
