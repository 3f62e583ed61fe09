using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Spillway.Tool.Analysis;

namespace Spillway.Tool.Fixing;

/// <summary>A copy of everything that a target builds from, for what must not touch the sources themselves.</summary>
internal sealed partial class SourceCopy
{
    private const int MostFiles = 200_000;

    private static readonly string[] NotSource = ["bin", "obj", "node_modules", "TestResults", "artifacts"];
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "NuGet.config", "NuGet.Config", ".editorconfig", ".globalconfig"];

    private readonly string _from;
    private readonly string _to;

    private SourceCopy(string from, string to, BuildTarget target)
    {
        (_from, _to) = (from, to);
        Target = target;
    }

    /// <summary>The target in the copy.</summary>
    public BuildTarget Target { get; }

    /// <summary>Copies the repository that holds the target; outside of one, the folder that holds all projects and settings it names.</summary>
    public static SourceCopy Create(BuildTarget target, string to, Surroundings surroundings)
    {
        var from = Repository(target.Folder) ?? Surrounding(target);
        if (Path.GetPathRoot(from) == from || from == Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
            throw new ToolFailure(ExitCode.Usage, $"what {surroundings.Shown(target.File)} builds from is spread over '{from}', which is too much to copy for a dry run; put it under git, or run without --dry-run on a clean branch");

        var copied = 0;
        Copy(new DirectoryInfo(from), to, ref copied);
        return new SourceCopy(from, to, new BuildTarget(Path.Combine(to, Path.GetRelativePath(from, target.File))));
    }

    /// <summary>The copy of a file.</summary>
    public string Of(string original) => Path.GetFullPath(Path.GetRelativePath(_from, original), _to);

    /// <summary>What <paramref name="copy"/> is a copy of.</summary>
    public string Original(string copy) => Path.GetFullPath(Path.GetRelativePath(_to, copy), _from);

    private static void Copy(DirectoryInfo folder, string to, ref int copied)
    {
        Directory.CreateDirectory(to);
        foreach (var file in folder.EnumerateFiles())
        {
            if (++copied > MostFiles)
                throw new ToolFailure(ExitCode.Usage, $"there are more than {MostFiles:N0} files to copy for a dry run; run without --dry-run on a clean branch");

            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (var child in folder.EnumerateDirectories())
        {
            // Folders with a dot belong to tools, but for those that hold settings of a build.
            if (NotSource.Contains(child.Name, StringComparer.OrdinalIgnoreCase) || child.Name is ".git" or ".vs" or ".idea" || child.LinkTarget is not null)
                continue;

            Copy(child, Path.Combine(to, child.Name), ref copied);
        }
    }

    private static string? Repository(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
                return at.FullName;
        }

        return null;
    }

    private static string Surrounding(BuildTarget target)
    {
        var root = target.Folder;
        var seen = new HashSet<string>();
        var open = new Stack<string>([target.File]);
        while (open.TryPop(out var file))
        {
            if (!seen.Add(file) || !File.Exists(file))
                continue;

            root = Above(root, Path.GetDirectoryName(file)!);
            foreach (var named in Named(file))
                open.Push(Path.GetFullPath(named.Replace('\\', '/'), Path.GetDirectoryName(file)!));
        }

        // Settings count from further up.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var temporary = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        for (var at = new DirectoryInfo(root).Parent; at is { Parent: not null } && at.FullName != home && at.FullName != temporary; at = at.Parent)
        {
            if (Shared.Any(name => File.Exists(Path.Combine(at.FullName, name))))
                root = at.FullName;
        }

        return root;
    }

    private static IEnumerable<string> Named(string file)
    {
        var text = File.ReadAllText(file);
        if (!file.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
            return ProjectFile().Matches(text).Select(match => match.Groups[1].Value);

        try
        {
            return
            [
                .. XDocument.Parse(text).Descendants()
                    .SelectMany(element => new[] { element.Attribute("Include")?.Value, element.Attribute("Project")?.Value })
                    .OfType<string>()
                    .Where(value => value.StartsWith("..", StringComparison.Ordinal) && !value.Contains('$') && !value.Contains('*')),
            ];
        }
        catch (XmlException)
        {
            // The build will say it better.
            return [];
        }
    }

    private static string Above(string one, string other)
    {
        var at = new DirectoryInfo(one);
        while (at.Parent is { } parent && !IsBelow(other, at.FullName))
            at = parent;

        return at.FullName;
    }

    private static bool IsBelow(string folder, string root) =>
        folder == root || folder.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    [GeneratedRegex("\"([^\"*$]+\\.csproj)\"", RegexOptions.IgnoreCase)]
    private static partial Regex ProjectFile();
}
