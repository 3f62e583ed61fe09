using Spillway.Tool.Analysis;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Spillway.Tool.Tests;

/// <summary>A folder of one test, far from the settings of this repository, and the tool run in it.</summary>
internal sealed class Folder : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    static Folder()
    {
        // Nothing that a test starts may outlive it.
        Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
        Environment.SetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
        Environment.SetEnvironmentVariable("UseSharedCompilation", "false");
        Environment.SetEnvironmentVariable("NuGetAudit", "false");
    }

    public string Path => _scratch.Path;

    public string this[string file]
    {
        get => File.ReadAllText(At(file)).ReplaceLineEndings("\n");
        set
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), value.ReplaceLineEndings("\n"));
        }
    }

    public string At(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>Every file, with its text; what a restore writes is left out.</summary>
    public IReadOnlyList<(string File, string Text)> Everything =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Where(file => !file.Contains("obj/project.", StringComparison.Ordinal) && !file.Contains(".nuget.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => (file, File.ReadAllText(At(file)))),
    ];

    public async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var surroundings = Surroundings(output, errors);
        var code = await CommandLine.RunAsync(arguments, surroundings, CancellationToken.None);
        return new ToolRun(code, output.ToString().ReplaceLineEndings("\n"), errors.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>The program that is taken for the SDK.</summary>
    public string Dotnet { get; set; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public Surroundings Surroundings(TextWriter output, TextWriter errors) =>
        new(Dotnet, Path, Tool.Surroundings.To(output, colours: false), Tool.Surroundings.To(errors, colours: false), Progress: null);

    public void Dispose() => _scratch.Dispose();
}

/// <summary>How the tool ended, and what it said.</summary>
internal sealed record ToolRun(int Code, string Output, string Errors)
{
    public ToolRun Must(int code)
    {
        Assert.True(code == Code, $"ended with {Code} instead of {code}\n{Output}\n{Errors}");
        return this;
    }
}
