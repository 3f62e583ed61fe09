using System.Diagnostics;

namespace Spillway.Benchmarks.Runtime;

/// <summary>
/// How long an unrelated request takes while a burst of computations runs: a real server in another process, asked by an open-loop client. It sends at
/// fixed moments whatever has been answered, and counts from those moments, so that a stalled server cannot hide behind requests that were never made.
/// </summary>
internal static class ComputeTargets
{
    // What hashing a password or shrinking a photo takes.
    private const int JobMilliseconds = 100;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(2);

    public static IEnumerable<Target> All(bool isQuick)
    {
        var measured = new Lazy<Task<IReadOnlyDictionary<string, double>>>(() => MeasureAsync(isQuick ? 3 : 9));
        yield return new Target(
            "ComputePool, p99 of an unrelated request under a CPU burst",
            new Comparison("vs Task.Run", 1 / 20.0, async () => await Ratio(ComputeServer.TaskRun)),
            new Comparison("vs semaphore + Task.Run", 1 / 10.0, async () => await Ratio(ComputeServer.Semaphore)));

        async Task<double> Ratio(string other)
        {
            var medians = await measured.Value;
            return medians[ComputeServer.Pool] / medians[other];
        }
    }

    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(int rounds)
    {
        string[] modes = [ComputeServer.Pool, ComputeServer.TaskRun, ComputeServer.Semaphore];
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var servers = modes.ToDictionary(mode => mode, mode => new ServerProcess(mode));
        var latencies = modes.ToDictionary(mode => mode, _ => new List<double>());
        var roundsPerJob = RoundsPerJob();
        try
        {
            // Once before anything counts, and then in turns.
            for (var round = -1; round < rounds; round++)
            {
                foreach (var mode in modes)
                {
                    var p99 = await PercentileAsync(client, servers[mode].Address, roundsPerJob, round < 0 ? _duration / 4 : _duration);
                    if (round >= 0)
                        latencies[mode].Add(p99);
                }
            }
        }
        finally
        {
            foreach (var server in servers.Values)
                server.Dispose();
        }

        foreach (var (mode, values) in latencies)
            Console.WriteLine(FormattableString.Invariant($"    ({mode}: p99 {Comparison.Median(values):0.0} ms)"));

        return latencies.ToDictionary(pair => pair.Key, pair => Comparison.Median(pair.Value));
    }

    // The quickest of several attempts: the others were disturbed.
    private static int RoundsPerJob()
    {
        const int sample = 1_000;
        ComputeServer.Compute(sample);
        var quickest = Enumerable.Range(0, 20).Min(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            ComputeServer.Compute(sample);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        });
        return (int)(sample * JobMilliseconds / quickest);
    }

    private static async Task<double> PercentileAsync(HttpClient client, string address, int roundsPerJob, TimeSpan duration)
    {
        // As much work as all processors can do in the time of the measurement.
        var jobs = (int)(duration.TotalMilliseconds / JobMilliseconds * Environment.ProcessorCount);
        var burst = client.GetStringAsync($"{address}/burst?jobs={jobs}&rounds={roundsPerJob}");
        await Task.Delay(50);
        var began = Stopwatch.GetTimestamp();
        var requests = new List<Task<double>>();
        for (var due = TimeSpan.Zero; due < duration; due += _interval)
        {
            var wait = due - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);

            requests.Add(PingAsync(due));
        }

        var times = await Task.WhenAll(requests);
        await burst;
        Array.Sort(times);
        return times[(int)(times.Length * 0.99)];

        async Task<double> PingAsync(TimeSpan due)
        {
            await client.GetStringAsync(address + "/ping");
            return (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds;
        }
    }

    private sealed class ServerProcess : IDisposable
    {
        private readonly Process _process;

        public ServerProcess(string mode)
        {
            var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
            _process = Process.Start(new ProcessStartInfo(host, ["exec", typeof(ServerProcess).Assembly.Location, "runtime-server", mode])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Address = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server for '{mode}' did not start.");
        }

        public string Address { get; }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10_000))
                _process.Kill();

            _process.Dispose();
        }
    }
}
