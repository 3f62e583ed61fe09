using System.Runtime.CompilerServices;
using Spillway.Conventions.Tests.Generated;
using Spillway.Pages;

namespace Spillway.Conventions.Tests;

/// <summary>Page headers, tables, release file and presets say what the descriptors say, or are written so.</summary>
public sealed class GeneratedTexts
{
    public static TheoryData<string> Paths => [.. GeneratedText.All.Select(text => text.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Is_up_to_date(string path)
    {
        var text = GeneratedText.All.Single(text => text.Path == path);
        Complaints.None(text.Complaints(Current(text)));
    }

    /// <summary>Before the first test: others read the same files, and the page of a new rule has no head yet.</summary>
    [ModuleInitializer]
    internal static void WriteIfWanted()
    {
        if (!GeneratedText.Updates)
            return;

        foreach (var text in GeneratedText.All)
        {
            var current = Current(text);
            var updated = text.Rewrite(current);
            var file = Path.Combine(Repository.Root, text.Path);

            // A rule in the folder of another family is for the test of folders to tell.
            if (updated != current && Directory.Exists(Path.GetDirectoryName(file)))
                File.WriteAllText(file, updated);
        }
    }

    private static string? Current(GeneratedText text)
    {
        var file = Path.Combine(Repository.Root, text.Path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
