using System.Text.RegularExpressions;

namespace Spillway.Tool.Analysis;

/// <summary>What the tool brings along: the analyzers, and what puts them into a build.</summary>
internal static partial class CarriedFiles
{
    /// <summary>Imported before a project's own properties.</summary>
    public static string Props { get; } = At("build", "Spillway.Tool.props");

    /// <summary>Imported after everything that compiles C#.</summary>
    public static string Targets { get; } = At("build", "Spillway.Tool.targets");

    /// <summary>The ids of all rules about code. A preset lists them, so that no analyzer has to be loaded here.</summary>
    public static IReadOnlyList<string> RuleIds { get; } =
        [.. RuleLine().Matches(File.ReadAllText(At("analyzers", "build", "presets", "all.globalconfig"))).Select(match => match.Groups[1].Value)];

    private static string At(params string[] parts) => Path.Combine([AppContext.BaseDirectory, .. parts]);

    [GeneratedRegex(@"^# (SPW[1-9]\d{3}) ", RegexOptions.Multiline)]
    private static partial Regex RuleLine();
}
