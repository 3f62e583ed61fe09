namespace Spillway.Tool.Analysis;

/// <summary>What is to be built: a project or a solution.</summary>
/// <param name="File">Its full path.</param>
internal sealed record BuildTarget(string File)
{
    private static readonly string[] Solutions = [".sln", ".slnx", ".slnf"];
    private static readonly string[] Projects = [".csproj"];

    public string Folder => Path.GetDirectoryName(File)!;

    public bool IsSolution => Solutions.Contains(Path.GetExtension(File), StringComparer.OrdinalIgnoreCase);

    /// <summary>The one project or solution that <paramref name="path"/> means. As for the SDK, a folder with several means none.</summary>
    public static BuildTarget Find(string path, Surroundings surroundings)
    {
        var full = Path.GetFullPath(path, surroundings.Folder);
        if (System.IO.File.Exists(full))
        {
            return Solutions.Concat(Projects).Contains(Path.GetExtension(full), StringComparer.OrdinalIgnoreCase)
                ? new BuildTarget(full)
                : throw new ToolFailure(ExitCode.Usage, $"'{path}' is no C# project (.csproj) and no solution (.sln, .slnx, .slnf)");
        }

        if (!Directory.Exists(full))
            throw new ToolFailure(ExitCode.Usage, $"'{path}' does not exist");

        // A solution knows more than the project beside it.
        var found = In(full, Solutions);
        if (found.Count == 0)
            found = In(full, Projects);

        return found switch
        {
            [var one] => new BuildTarget(one),
            [] => throw new ToolFailure(ExitCode.Usage, $"there is no C# project and no solution in '{path}'; name one"),
            _ => throw new ToolFailure(ExitCode.Usage, $"there are several projects or solutions in '{path}'; name one of them", [.. found.Select(surroundings.Shown)]),
        };
    }

    private static List<string> In(string folder, string[] endings) =>
        [.. Directory.EnumerateFiles(folder).Where(file => endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
}
