using System.Diagnostics;
using Npgsql;
using Spillway.RateLimiting;

namespace ClusterLimit;

/// <summary>One of the processes: starts operations as fast as the shared limit lets it, and writes down when each began and ended.</summary>
internal static class Worker
{
    /// <summary>Runs until its input ends, which it does when whoever started it closes it or dies.</summary>
    public static async Task RunAsync(string connectionString, int permits, int maxConcurrency, TimeSpan duration)
    {
        await using var server = NpgsqlDataSource.Create(connectionString);
        await using var shared = new PostgresConcurrencyLimiter(server, Demonstration.LimitName, permits);
        using var ended = new CancellationTokenSource();
        var listening = Task.Run(async () =>
        {
            while (await Console.In.ReadLineAsync() is not null)
            {
            }

            await ended.CancelAsync();
        });

        try
        {
            await Enumerable.Range(0, int.MaxValue).SelectConcurrentAsync(maxConcurrency, new PermitLimiter(shared), OperateAsync, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }

        await listening;

        // The clock is the machine's, so that the observer can compare what several processes wrote. The permit is held for longer than what is written.
        async ValueTask<bool> OperateAsync(int number, CancellationToken cancellationToken)
        {
            Console.WriteLine($"+ {number} {Stopwatch.GetTimestamp()}");
            try
            {
                await Task.Delay(duration * (0.5 + Random.Shared.NextDouble()), cancellationToken);
            }
            finally
            {
                Console.WriteLine($"- {number} {Stopwatch.GetTimestamp()}");
            }

            return true;
        }
    }
}
