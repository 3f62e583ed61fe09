namespace Spillway.Pages;

/// <summary>Where pages are found.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Analyzers.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The pages below a folder of the repository, by name. The environment variable SPILLWAY_PAGE leaves those whose name or
    /// generated header contains its value.
    /// </summary>
    public static IEnumerable<Page> PagesIn(string folder)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path))
            yield break;

        var filter = Environment.GetEnvironmentVariable("SPILLWAY_PAGE");
        foreach (var file in Directory.EnumerateFiles(path, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Root, file).Replace('\\', '/');
            var text = File.ReadAllText(file);
            if (string.IsNullOrEmpty(filter) || name.Contains(filter, StringComparison.OrdinalIgnoreCase) || HeaderOf(file, text).Contains(filter, StringComparison.OrdinalIgnoreCase))
                yield return PageReader.Read(name, text);
        }
    }

    /// <summary>The header names the rule's id; the further cases of a rule lie beside its page and have none.</summary>
    private static string HeaderOf(string file, string text)
    {
        if (file.EndsWith(".cases.md", StringComparison.Ordinal) && file[..^".cases.md".Length] + ".md" is var main && File.Exists(main))
            text = File.ReadAllText(main);

        var end = text.IndexOf("<!-- /header -->", StringComparison.Ordinal);
        return end < 0 ? "" : text[..end];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Analyzers.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Analyzers.sln.");
    }
}
