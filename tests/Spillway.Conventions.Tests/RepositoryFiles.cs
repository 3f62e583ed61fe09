using Spillway.Pages;

namespace Spillway.Conventions.Tests;

/// <summary>A text file of the repository; <paramref name="Path"/> is relative to its root and uses slashes.</summary>
public sealed record TextFile(string Path, string Text);

/// <summary>The files that people wrote, without what builds leave behind.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "TestResults", "StrykerOutput"];

    // Other folders with a leading dot belong to the tools of whoever works here.
    private static readonly string[] Dotted = [".ci", ".github"];

    private static readonly string[] Texts =
        [".cs", ".csproj", ".props", ".targets", ".md", ".txt", ".json", ".config", ".sln", ".globalconfig", ".editorconfig", ".gitignore", ".gitattributes", ".html", ".css", ".js", ".sh", ""];

    public static IReadOnlyList<TextFile> All { get; } = [.. Below(new DirectoryInfo(Repository.Root))];

    /// <summary>The C# sources below one of the folders.</summary>
    public static IEnumerable<TextFile> Sources(params string[] folders) =>
        All.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal)));

    private static IEnumerable<TextFile> Below(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => Texts.Contains(file.Extension)))
            yield return new TextFile(System.IO.Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName));

        foreach (var child in folder.EnumerateDirectories().Where(child => child.Name[0] == '.' ? Dotted.Contains(child.Name) : !Skipped.Contains(child.Name)))
        {
            foreach (var file in Below(child))
                yield return file;
        }
    }
}
