using System.Diagnostics;
using System.Globalization;

namespace ClusterLimit;

/// <summary>A worker as the observer sees it: what it said it did, and when.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _sync = new();
    private readonly Dictionary<string, long> _running = [];
    private readonly List<Operation> _ended = [];

    public WorkerProcess(string connectionString, int permits, int maxConcurrency, TimeSpan duration)
    {
        var program = typeof(WorkerProcess).Assembly.Location;
        string[] arguments = ["worker", connectionString, $"{permits}", $"{maxConcurrency}", $"{(int)duration.TotalMilliseconds}"];
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        _process = Process.Start(new ProcessStartInfo(host, ["exec", program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>How many operations run.</summary>
    public int Running
    {
        get
        {
            lock (_sync)
                return _running.Count;
        }
    }

    /// <summary>All operations; those that still run have no end yet.</summary>
    public IReadOnlyList<Operation> Operations
    {
        get
        {
            lock (_sync)
                return [.. _ended, .. _running.Values.Select(began => new Operation(began, long.MaxValue))];
        }
    }

    /// <summary>Kills the process, without a chance to clean up. Its operations end here, at the latest.</summary>
    /// <returns>The moment.</returns>
    public async Task<long> KillAsync()
    {
        // Before, not after: once it is dead the server may have given its permits to others already.
        var killed = Stopwatch.GetTimestamp();
        _process.Kill();
        await _process.WaitForExitAsync();
        lock (_sync)
        {
            _ended.AddRange(_running.Values.Select(began => new Operation(began, killed)));
            _running.Clear();
        }

        return killed;
    }

    /// <summary>Asks the process to end, and waits for that.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"A worker ended with {_process.ExitCode}.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();

        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line?.Split(' ') is not [var what, var number, var time])
            return;

        var moment = long.Parse(time, CultureInfo.InvariantCulture);
        lock (_sync)
        {
            if (what == "+")
                _running.Add(number, moment);
            else if (_running.Remove(number, out var began))
                _ended.Add(new Operation(began, moment));
        }
    }
}

/// <summary>From when to when an operation ran, in ticks of the machine's clock.</summary>
internal readonly record struct Operation(long Began, long Ended)
{
    /// <summary>How many ran at the same moment, at most.</summary>
    public static int Most(IEnumerable<Operation> operations)
    {
        var running = 0;
        var most = 0;

        // Of two events at the same moment the end comes first: the clock is finer than a permit can travel.
        foreach (var (_, change) in operations.SelectMany(operation => new[] { (operation.Began, +1), (operation.Ended, -1) }).Order())
            most = Math.Max(most, running += change);

        return most;
    }
}
