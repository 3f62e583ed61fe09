namespace Tour.Analysis;

/// <summary>A source file that travels inside the tour.</summary>
/// <param name="Path">Its path inside the repository's <c>samples</c> folder, with forward slashes.</param>
/// <param name="Text">Its content, with line feeds only.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public static IEnumerable<SourceFile> Load(string folder)
    {
        var assembly = typeof(SourceFile).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            // MSBuild writes the folders with the separator of the machine that built.
            var path = name.Replace('\\', '/');
            if (!path.StartsWith(folder, StringComparison.Ordinal))
                continue;

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SourceFile(path, reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }
}
