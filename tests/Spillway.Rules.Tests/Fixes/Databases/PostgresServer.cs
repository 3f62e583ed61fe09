using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Spillway.Rules.Tests.Fixes.Databases;

/// <summary>A PostgreSQL server for these tests alone: on loopback, on a free port, in a folder that goes with it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string? Tools = FindTools();

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"spillway-postgres-{Guid.NewGuid():N}");
    private int _port;
    private int _databases;

    /// <summary>Why there is no server here, or null where there is one.</summary>
    public static string? Missing => Tools is null ? "initdb and pg_ctl of PostgreSQL are not on this machine" : null;

    /// <summary>How to reach a database that does not exist yet.</summary>
    public string NewDatabase() => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "app",
        Database = $"shop{Interlocked.Increment(ref _databases)}",
        Pooling = false,
    }.ConnectionString;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;

        await RunAsync("initdb", "-D", _folder, "-A", "trust", "-U", "app", "--no-sync");
        for (var attempt = 1; ; attempt++)
        {
            _port = FreePort();
            try
            {
                await RunAsync("pg_ctl", "-D", _folder, "-w", "-t", "300", "-l", Path.Combine(_folder, "log"), "-o", $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories='' -c fsync=off", "start");
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // A port that was free a moment ago may be somebody else's by now.
            }
        }
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (Missing is not null)
            return;

        await RunAsync("pg_ctl", "-D", _folder, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        // The server refuses to run as root.
        var asNobody = Environment.UserName == "root";
        var start = new ProcessStartInfo(asNobody ? "setpriv" : Path.Combine(Tools!, tool)) { WorkingDirectory = Path.GetTempPath() };
        if (asNobody)
        {
            foreach (var word in new[] { "--reuid=nobody", "--regid=nogroup", "--clear-groups", Path.Combine(Tools!, tool) })
                start.ArgumentList.Add(word);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // The server keeps what it inherits: reading its output to the end would wait for the server's.
        start.RedirectStandardOutput = tool == "initdb";
        using var process = Process.Start(start)!;
        if (tool == "initdb")
            await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}");
    }

    private static string? FindTools()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).ToList();
        var installed = "/usr/lib/postgresql";
        if (Directory.Exists(installed))
            folders.AddRange(Directory.EnumerateDirectories(installed).Select(version => Path.Combine(version, "bin")));

        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that needs a server; skipped, with the reason, where there is none.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the server's tools.</summary>
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
