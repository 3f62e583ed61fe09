using Spillway.Pages;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>A file, or a part of one, that is written from descriptors.</summary>
/// <param name="Path">The file, relative to the repository.</param>
/// <param name="Rewrite">The file as it should be, from the file as it is (null when there is none).</param>
public sealed record GeneratedText(string Path, Func<string?, string> Rewrite)
{
    /// <summary>The environment variable that makes the tests write what they would otherwise complain about.</summary>
    public const string UpdateVariable = "SPILLWAY_UPDATE";

    public static bool Updates => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>Everything that is generated.</summary>
    public static IReadOnlyList<GeneratedText> All =>
    [
        .. Project.Rules.Select(rule => new GeneratedText(rule.Page, page => PageHeader.Rewrite(page, rule))),
        new("README.md", text => Sections.Replace(Sections.Replace(text, "rules", Tables.Rules(Project.Entries)), "options", Tables.Options(Spillway.Analyzers.Option.All))),
        new(ReleaseFile.Path, _ => ReleaseFile.Unshipped(Project.Entries, File.ReadAllText(System.IO.Path.Combine(Repository.Root, ReleaseFile.ShippedPath)))),
        .. Presets.Names.Select(name => new GeneratedText(Presets.PathOf(name), _ => Presets.Text(name, Project.Entries))),
    ];

    /// <summary>What is wrong with <paramref name="current"/>, the text as it is.</summary>
    public IEnumerable<string> Complaints(string? current)
    {
        var expected = Rewrite(current);
        if (current is null)
        {
            yield return $"{Path} is missing; {UpdateVariable}=1 writes it";
            yield break;
        }

        var (have, want) = (current.ReplaceLineEndings("\n").Split('\n'), expected.Split('\n'));
        for (var i = 0; i < Math.Max(have.Length, want.Length); i++)
        {
            var (is_, should) = (have.ElementAtOrDefault(i), want.ElementAtOrDefault(i));
            if (is_ == should)
                continue;

            yield return $"{Path}({i + 1}) is '{is_}' and should be '{should}'; {UpdateVariable}=1 writes it";
            yield break;
        }
    }

    /// <inheritdoc />
    public override string ToString() => Path;
}
