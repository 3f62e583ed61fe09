namespace Spillway.Tool.Fixing;

/// <summary>The files that a rewrite may touch, as they were before it.</summary>
internal sealed class EditedFiles(IEnumerable<string> files)
{
    private readonly SortedDictionary<string, byte[]> _before =
        new(files.Distinct().Where(File.Exists).ToDictionary(file => file, File.ReadAllBytes), StringComparer.Ordinal);

    /// <summary>The files whose bytes are others now, with their text before.</summary>
    public IReadOnlyList<(string File, string Before)> Changed =>
        [.. _before.Where(pair => !File.ReadAllBytes(pair.Key).AsSpan().SequenceEqual(pair.Value)).Select(pair => (pair.Key, Decode(pair.Value)))];

    /// <summary>What they look like now; two equal states have rewritten nothing in between.</summary>
    public string State => string.Join('\0', _before.Keys.Select(Read));

    public static string Read(string file) => Decode(File.ReadAllBytes(file));

    /// <summary>Puts every file back.</summary>
    public void Restore()
    {
        foreach (var (file, bytes) in _before)
            File.WriteAllBytes(file, bytes);
    }

    private static string Decode(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        return reader.ReadToEnd();
    }
}
