using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Tour.Running;

/// <summary>The tour once more, as another process that runs a case on its own: its memory and its threads are then the case's alone.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _folder;
    private readonly Process _process;

    private ChildProcess(string name, string folder, Process process)
    {
        _name = name;
        _folder = folder;
        _process = process;
    }

    /// <summary>Starts <paramref name="command"/> of the tour with <paramref name="compilation"/> as its program.</summary>
    public static ChildProcess Start(string command, Compilation compilation, string name, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("tour-").FullName;
        var program = Path.Combine(folder, "case.dll");
        if (!compilation.Emit(program).Success)
            throw new TourFailure($"{name} cannot be written as an assembly.");

        // Started as `dotnet Tour.dll`, the process is dotnet itself.
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in (string[])[command, program, .. arguments])
            start.ArgumentList.Add(argument);

        return new ChildProcess(name, folder, Process.Start(start)!);
    }

    /// <summary>The next line that the child says.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
        => await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new TourFailure($"{_name} failed: its process has ended.");

    /// <summary>Ends the child: its input is closed, and that is what it waits for.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
