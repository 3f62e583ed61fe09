using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ClusterLimit;

/// <summary>A PostgreSQL server of one's own: on loopback, with its data in a temporary folder, gone when it is disposed.</summary>
public sealed class PrivateServer : IAsyncDisposable
{
    private readonly string _folder;

    private PrivateServer(string folder, int port)
    {
        _folder = folder;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=app;Database=postgres;Maximum Pool Size=30;Timeout=15";
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the server's programs are, or null if none is installed.</summary>
    public static string? Programs { get; } = Candidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_ctl")) && File.Exists(Path.Combine(folder, "initdb")));

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts a server and waits until it takes connections.</summary>
    public static async Task<PrivateServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("cluster-limit-").FullName;
        var data = Path.Combine(folder, "data");
        try
        {
            // The server refuses to run as root, so then somebody else runs it, who has to be able to write here.
            if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);

            await RunAsync("initdb", ["-D", data, "-A", "trust", "-U", "app", "--no-sync"], cancellationToken);
            for (var attempt = 1; ; attempt++)
            {
                var port = FreePort();
                try
                {
                    await RunAsync(
                        "pg_ctl",
                        ["-D", data, "-w", "-t", "300", "-l", Path.Combine(folder, "log"), "-o", $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off", "start"],
                        cancellationToken);
                    return new PrivateServer(folder, port);
                }
                catch (InvalidOperationException) when (attempt < 3)
                {
                    // A port that was free a moment ago may be somebody else's by now.
                }
            }
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", ["-D", Data, "-w", "-m", "immediate", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Programs ?? throw new InvalidOperationException("No PostgreSQL server is installed."), program);
        var start = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}\n{await output}{await errors}");
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;

        // Where Debian puts what is not for everybody's path.
        const string versions = "/usr/lib/postgresql";
        foreach (var version in Directory.Exists(versions) ? Directory.GetDirectories(versions) : [])
            yield return Path.Combine(version, "bin");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
