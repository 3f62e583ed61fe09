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
        var file = Path.Combine(Repository.Root, path);
        var current = File.Exists(file) ? File.ReadAllText(file) : null;
        if (GeneratedText.Updates)
        {
            var updated = text.Rewrite(current);
            if (updated != current)
                File.WriteAllText(file, updated);

            current = File.ReadAllText(file);
        }

        Complaints.None(text.Complaints(current));
    }
}
