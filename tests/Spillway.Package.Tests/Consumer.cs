using Spillway.Pages;

namespace Spillway.Package.Tests;

/// <summary>A project that uses the packages.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Name">The name of its project file.</param>
/// <param name="Packages">The package folder that its restore fills.</param>
public sealed record Consumer(string Folder, string Name, string Packages)
{
    /// <summary>What the sources say should be found.</summary>
    public IReadOnlyList<Expected> Marks =>
    [
        .. new[] { "*.cs", "*.spillway.txt" }.SelectMany(pattern => Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .SelectMany(file => MarkedText.Read(new Fence(1, "csharp", [], Read(file)), file).Marks.Select(mark => new Expected(file, mark.Line + 1, mark.Id)))
            .Order(),
    ];

    /// <summary>Builds from scratch; what the compiler found is in the result.</summary>
    public Build Build(params IEnumerable<string> arguments)
    {
        foreach (var log in Directory.EnumerateFiles(Folder, "*.sarif"))
            File.Delete(log);

        return new Build(Run(["build", "--no-incremental", "-nodeReuse:false", .. arguments]), Folder);
    }

    /// <summary>Applies the first action offered for each finding of a rule.</summary>
    public DotnetRun Fix(string id) =>
        Run("format", "analyzers", Name + ".csproj", "--no-restore", "--diagnostics", id, "--severity", "info", "-v", "n").Must(succeed: true);

    public DotnetRun Run(params IEnumerable<string> arguments) => Dotnet.Run(Folder, Packages, arguments);

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file)).ReplaceLineEndings("\n");

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);
}

/// <summary>A mark in a source: a diagnostic is expected to start on this line.</summary>
public sealed record Expected(string File, int Line, string Id) : IComparable<Expected>
{
    public int CompareTo(Expected? other) => (File, Line, Id).CompareTo((other?.File ?? "", other?.Line ?? 0, other?.Id ?? ""));
}

/// <summary>One build of a consumer.</summary>
/// <param name="Run">The process.</param>
/// <param name="Folder">Where the compiler's logs lie.</param>
public sealed record Build(DotnetRun Run, string Folder)
{
    public string Output => Run.Output;

    /// <summary>What the compiler logged of ours, suppressed findings left out.</summary>
    public IReadOnlyList<Finding> Findings(string framework = "net10.0") =>
        [.. SarifLog.Read(Path.Combine(Folder, framework + ".sarif"), Folder).Where(finding => finding.Id.StartsWith("SPW", StringComparison.Ordinal) && !finding.Suppressed)];

    public Build Must(bool succeed)
    {
        Run.Must(succeed);
        return this;
    }
}
