using System.Text.RegularExpressions;

namespace Spillway.Conventions.Tests.Gates;

/// <summary>What no file of the repository contains. The forbidden texts are put together here, so that this file passes too.</summary>
internal static partial class RepositoryTexts
{
    private const int MostLines = 400;

    private static readonly string[] Registries = ["nuget" + ".org", "pkgs.dev." + "azure.com", "my" + "get.org", "npmjs" + ".com", "pypi" + ".org", "nuget.pkg." + "github.com"];

    private static readonly string[] Postponed = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"];

    /// <summary>No machine's paths, no registry's name, nothing put off, no test switched off.</summary>
    public static IEnumerable<string> Of(TextFile file)
    {
        var number = 0;
        foreach (var line in file.Text.Split('\n'))
        {
            number++;
            foreach (var registry in Registries.Where(registry => line.Contains(registry, StringComparison.OrdinalIgnoreCase)))
                yield return $"{file.Path}({number}) names the registry {registry}";
            foreach (var word in Postponed.Where(word => Regex.IsMatch(line, $@"\b{word}\b")))
                yield return $"{file.Path}({number}) puts something off ({word})";
            if (MachinePath().IsMatch(line))
                yield return $"{file.Path}({number}) holds a path of one machine";
            if (SwitchedOff().IsMatch(line))
                yield return $"{file.Path}({number}) switches a test off";
        }
    }

    /// <summary>A file has one idea, so it is short.</summary>
    public static IEnumerable<string> Length(TextFile file)
    {
        var lines = file.Text.TrimEnd('\n').Split('\n').Length;
        if (lines > MostLines)
            yield return $"{file.Path} has {lines} lines, more than {MostLines}";
    }

    /// <summary>A project that lists banned symbols has the list, and the list has entries.</summary>
    public static IEnumerable<string> BannedSymbols(TextFile project, TextFile? list)
    {
        if (list is null || list.Text.Split('\n').All(string.IsNullOrWhiteSpace))
            yield return $"{project.Path} has no list of banned symbols beside it";
        else if (!Regex.IsMatch(project.Text, @"<AdditionalFiles\s+Include=""BannedSymbols\.txt""") || !project.Text.Contains("BannedApiAnalyzers", StringComparison.Ordinal))
            yield return $"{project.Path} does not enforce its list of banned symbols";
    }

    /// <summary>A project outside the solution is neither built nor tested.</summary>
    public static IEnumerable<string> Solution(string solution, IEnumerable<string> projects) =>
        projects.Where(project => !solution.Contains($"\"{project.Replace('/', '\\')}\"", StringComparison.Ordinal))
            .Select(project => $"{project} is not in the solution");

    /// <summary>A name says what a thing is; these say nothing.</summary>
    public static IEnumerable<string> Names(string path)
    {
        foreach (var part in path.Split('/', '.').Where(part => EmptyName().IsMatch(part)))
            yield return $"{path}: '{part}' says nothing about what it is";
    }

    [GeneratedRegex("(Helpers?|Utils?|Utilities|Managers?|Common)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"(?<![\w./:>})\]-])/(home|root|work|Users)/\w|(?<![\w\\])[A-Za-z]:\\\\?(Users|Program|Windows|src|work)\b")]
    private static partial Regex MachinePath();

    [GeneratedRegex("""\bSkip\s*=\s*[$@]*"(?!"\))""")]
    private static partial Regex SwitchedOff();
}
