using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Spillway.Package.Tests;

/// <summary>How a run of the SDK ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All that it wrote, errors included.</param>
public sealed record DotnetRun(string Command, int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>This run, or a failure that shows its output.</summary>
    public DotnetRun Must(bool succeed)
    {
        Assert.True(Succeeded == succeed, $"{Command} ended with {ExitCode}\n{Output}");
        return this;
    }
}

/// <summary>
/// Runs the SDK as a user would on a command line, leaving no process behind: builds keep no nodes, and share a compiler server that has the name of this run, and ends with it.
/// </summary>
internal static class Dotnet
{
    private static readonly string CompilerServer = $"spillway-{Guid.NewGuid():N}";

    /// <summary>The folder of the SDK that built these tests.</summary>
    public static string SdkFolder { get; } =
        typeof(Dotnet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "SdkFolder").Value!;

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static DotnetRun Run(string folder, string packages, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Host, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // What the test run itself was started with (MSBuild's paths above all) must not reach a user's build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("SPILLWAY", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);

        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "true";
        start.Environment["SharedCompilationId"] = CompilerServer;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";

        return Programs.Run(start, "dotnet " + string.Join(' ', start.ArgumentList));
    }

    /// <summary>Ends the compiler server of this run. Where an SDK has it elsewhere, it ends by itself when it has waited long enough.</summary>
    public static void EndCompilerServer()
    {
        var server = Path.Combine(SdkFolder, "Roslyn", "bincore", "VBCSCompiler.dll");
        if (File.Exists(server))
            Programs.Run(new ProcessStartInfo(Host, ["exec", server, $"-pipename:{CompilerServer}", "-shutdown"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false }, server);
    }
}

/// <summary>Runs a program to its end, for so long at most.</summary>
internal static class Programs
{
    // No measurement: it turns a hang into a failure, far above what a build of everything takes on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static DotnetRun Run(string program) =>
        Run(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false }, program);

    public static DotnetRun Run(ProcessStartInfo start, string command)
    {
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} took longer than {Limit}\n{Text()}");
        }

        process.WaitForExit();
        return new DotnetRun(command, process.ExitCode, Text());

        void Add(string? line)
        {
            lock (output)
                output.AppendLine(line);
        }

        string Text()
        {
            lock (output)
                return output.ToString();
        }
    }
}
