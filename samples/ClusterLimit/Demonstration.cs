using System.Diagnostics;

namespace ClusterLimit;

/// <summary>What was seen.</summary>
/// <param name="Limit">How many operations may run at the same time, in all processes together.</param>
/// <param name="HeldByKilled">How many permits the killed process held when it died.</param>
/// <param name="MostBefore">How many operations of the others ran at the same time while it lived, at most.</param>
/// <param name="MostAfter">The same after it had died.</param>
/// <param name="Most">How many ran at the same time in all processes together, at most, from start to end.</param>
/// <param name="Operations">How many operations ran.</param>
/// <param name="BackAfter">How long it took until all permits were in use by the others.</param>
public sealed record Observation(int Limit, int HeldByKilled, int MostBefore, int MostAfter, int Most, int Operations, TimeSpan BackAfter);

/// <summary>Three processes under one limit, one of which is killed while it holds half of the permits.</summary>
public static class Demonstration
{
    internal const int LimitName = 7;
    private const int Limit = 4;
    private const int Hoarded = 2;
    private static readonly TimeSpan _phase = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static async Task<Observation> RunAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        // It takes two of the four and does not let go.
        using var hoarder = new WorkerProcess(connectionString, Limit, Hoarded, TimeSpan.FromHours(1));
        await UntilAsync(() => hoarder.Running == Hoarded, "The first process did not get its permits.", cancellationToken);

        using var second = new WorkerProcess(connectionString, Limit, Limit, TimeSpan.FromMilliseconds(30));
        using var third = new WorkerProcess(connectionString, Limit, Limit, TimeSpan.FromMilliseconds(30));
        await UntilAsync(() => second.Operations.Count > 5 && third.Operations.Count > 5, "The other processes did not get any permits.", cancellationToken);
        await Task.Delay(_phase, cancellationToken);

        var held = hoarder.Running;
        var killed = await hoarder.KillAsync();
        await UntilAsync(() => Operation.Most(Others(since: killed)) == Limit, "The permits of the killed process did not come back.", cancellationToken);
        var backAfter = Stopwatch.GetElapsedTime(killed);
        await Task.Delay(_phase, cancellationToken);
        await Task.WhenAll(second.StopAsync(), third.StopAsync());

        var all = Others(since: 0).Concat(hoarder.Operations).ToList();
        return new Observation(
            Limit,
            held,
            Operation.Most(Others(since: 0).Where(operation => operation.Ended < killed)),
            Operation.Most(Others(since: killed)),
            Operation.Most(all),
            all.Count,
            backAfter);

        IEnumerable<Operation> Others(long since) => second.Operations.Concat(third.Operations).Where(operation => operation.Began > since);
    }

    private static async Task UntilAsync(Func<bool> condition, string otherwise, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > _patience)
                throw new TimeoutException(otherwise);

            await Task.Delay(10, cancellationToken);
        }
    }
}
