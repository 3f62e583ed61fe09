using System.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>A process that is waited for.</summary>
internal static class Child
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };

        // A compiler server or a build node that outlives its caller would take its CPU time with it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var text = await output + await error;
        await process.WaitForExitAsync();
        if (OperatingSystem.IsWindows())
            CpuTime.Windows += process.TotalProcessorTime;

        return (process.ExitCode, text);
    }
}
