using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Spillway.Tool.Analysis;

/// <summary>How a run of the SDK ended.</summary>
internal sealed record SdkRun(int ExitCode, IReadOnlyList<string> Lines)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>The user's own SDK.</summary>
internal sealed class Sdk(Surroundings surroundings)
{
    /// <summary>The first whose compiler can load the analyzers.</summary>
    private const int Oldest = 8;

    // What a process that was started by the SDK inherits of it; in a child they would point MSBuild to another SDK's files.
    private static readonly string[] OfTheParent = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBUILD_EXE_PATH", "DOTNET_CLI_TELEMETRY_SESSIONID"];

    /// <summary>Fails, with what to do, where no SDK can build what is in <paramref name="folder"/>.</summary>
    public async Task RequireAsync(string folder, CancellationToken cancellationToken)
    {
        var run = await RunAsync(folder, ["--version"], new Dictionary<string, string>(), null, cancellationToken);
        var version = run.Lines.FirstOrDefault(line => line.Length > 0 && char.IsAsciiDigit(line[0]));
        if (!run.Succeeded || version is null)
            throw new ToolFailure(ExitCode.NoSdk, "there is no .NET SDK that can build this; install the one that its global.json asks for, or .NET 8 or later", run.Lines);

        if (int.TryParse(version.Split('.')[0], out var major) && major < Oldest)
            throw new ToolFailure(ExitCode.NoSdk, $"the .NET SDK {version} is too old: the analyzers need .NET {Oldest} or later");
    }

    /// <summary>Runs the SDK to its end.</summary>
    /// <param name="folder">Where it runs; its global.json counts.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="properties">MSBuild properties, by way of the environment: there is no other way into 'dotnet format'.</param>
    /// <param name="watch">Is told every line as it comes.</param>
    /// <param name="cancellationToken">Stops it and everything that it started.</param>
    public async Task<SdkRun> RunAsync(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> properties, Action<string>? watch, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start(folder, arguments, properties) };
        var lines = new List<string>();
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ToolFailure(ExitCode.NoSdk, $"'{surroundings.Dotnet}' cannot be started ({e.Message}); install the .NET SDK, {Oldest} or later");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (lines)
            return new SdkRun(process.ExitCode, [.. lines]);

        void Add(string? line)
        {
            if (line is null)
                return;

            lock (lines)
                lines.Add(line);

            watch?.Invoke(line);
        }
    }

    private ProcessStartInfo Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> properties)
    {
        var start = new ProcessStartInfo(surroundings.Dotnet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };

        foreach (var name in OfTheParent)
            start.Environment.Remove(name);

        // Its errors are read here, so they are wanted in one language and without a terminal's decoration.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        foreach (var (name, value) in properties)
            start.Environment[name] = value;

        return start;
    }
}
