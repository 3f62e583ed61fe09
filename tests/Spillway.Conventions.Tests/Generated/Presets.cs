using System.Text;
using Microsoft.CodeAnalysis;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>The global configs that <c>SpillwayAnalysisMode</c> chooses from.</summary>
internal static class Presets
{
    public static IReadOnlyList<string> Names { get; } = ["Default", "All", "Strict", "None"];

    public static string PathOf(string name) =>
        $"src/Spillway.CodeFixes/buildTransitive/presets/{name.ToLowerInvariant()}.globalconfig";

    /// <summary>The preset. Its level is below that of every config that a user writes.</summary>
    public static string Text(string name, IEnumerable<RuleEntry> entries)
    {
        var text = new StringBuilder($"# SpillwayAnalysisMode = {name}: {Meaning(name)}\nis_global = true\nglobal_level = -100\n");
        foreach (var entry in entries)
        {
            var severity = Severity(name, entry);
            text.Append($"\n# {entry.Id} {entry.Name}, by default {entry.Default}\n");
            if (severity is not null)
                text.Append($"dotnet_diagnostic.{entry.Id}.severity = {severity}\n");
        }

        return text.ToString();
    }

    // Default sets nothing, so that settings for a whole category still reach the rules.
    private static string? Severity(string name, RuleEntry entry) => name switch
    {
        "All" => entry.Descriptor.DefaultSeverity == DiagnosticSeverity.Error ? "error" : "warning",
        "Strict" when !entry.IsCandidate => "error",
        "None" => "none",
        _ => null,
    };

    private static string Meaning(string name) => name switch
    {
        "All" => "every rule warns, also those that only suspect",
        "Strict" => "what is proven stops the build",
        "None" => "no rule speaks",
        _ => "as the rules themselves have it",
    };
}
