using ClusterLimit;
using Npgsql;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests.ClusterLimit;

/// <summary>The sample's limit on a real server: several processes, one of which dies; and single clauses in one process.</summary>
public sealed class ClusterLimitTests
{
    [PostgresFact]
    public async Task Several_processes_share_a_limit_and_a_killed_one_gives_its_permits_back() => await Watchdog.Guard(async () =>
    {
        await using var server = await PrivateServer.StartAsync();
        var seen = await Demonstration.RunAsync(server.ConnectionString);
        Assert.Equal(seen.Limit, seen.Most);
        Assert.Equal((2, 2), (seen.HeldByKilled, seen.MostBefore));
        Assert.Equal(seen.Limit, seen.MostAfter);

        // Each of the two that live on has done more than five before the third dies.
        Assert.True(seen.Operations > 10, $"{seen}");
    });

    [PostgresFact]
    public async Task Permits_are_kept_given_back_and_waited_for() => await Watchdog.Guard(async () =>
    {
        await using var server = await PrivateServer.StartAsync();
        await using var data = NpgsqlDataSource.Create(server.ConnectionString);
        await using var one = new PostgresConcurrencyLimiter(data, name: 1, permits: 3);
        await using var same = new PostgresConcurrencyLimiter(data, name: 1, permits: 3);
        await using var other = new PostgresConcurrencyLimiter(data, name: 2, permits: 1);
        using (var attempt = one.AttemptAcquire())
            Assert.False(attempt.IsAcquired);

        // Two here, one there, and none is left; another limit does not care.
        var two = await new PermitLimiter(one, permitsPerOperation: 2).AcquireAsync();
        var last = await new PermitLimiter(same).AcquireAsync();
        using var free = await new PermitLimiter(other).AcquireAsync();
        using var caller = new CancellationTokenSource();
        var given = new PermitLimiter(one).AcquireAsync(caller.Token).AsTask();
        var next = new PermitLimiter(same).AcquireAsync().AsTask();
        await Task.Delay(100);
        Assert.False(given.IsCompleted || next.IsCompleted);

        // Whoever gives up, first in the queue or not, leaves it to the next.
        caller.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        last.Dispose();
        (await next).Dispose();
        two.Dispose();
        using (await new PermitLimiter(same, permitsPerOperation: 3).AcquireAsync())
        {
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await new PermitLimiter(one, permitsPerOperation: 4).AcquireAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostgresConcurrencyLimiter(data, 1, 0));
    });
}
