using System.Text;
using Microsoft.CodeAnalysis;
using Spillway.Rules;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>The global configs that <c>SpillwayAnalysisMode</c> and <c>SpillwayProjectKind</c> choose from.</summary>
internal static class Presets
{
    private const string InTests = "Tests";

    /// <summary>What weighs more or less in one kind of project than elsewhere.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> Kinds = new()
    {
        // All threads serve requests: one that waits is one less, and what piles up is everybody's.
        ["Web"] = new()
        {
            [nameof(BlockingReachedFromRoot)] = "warning",
            [nameof(BlockingWorkInTaskRun)] = "warning",
            [nameof(BlockingIoInParallelLoop)] = "warning",
            [nameof(UnboundedQueue)] = "warning",
        },

        // One thread draws, and a person waits; to free it with Task.Run is right here.
        ["Ui"] = new()
        {
            [nameof(BlockingReachedFromRoot)] = "warning",
            [nameof(IndependentConsecutiveAwaits)] = "warning",
            [nameof(BlockingWorkInTaskRun)] = "none",
        },

        // Nobody knows who calls, and what the callbacks do.
        ["Library"] = new()
        {
            [nameof(CallbackUnderLock)] = "warning",
            [nameof(UnboundedQueue)] = "warning",
            [nameof(BlockingIoInParallelLoop)] = "warning",
        },

        // As in a project that is known to be one for tests: what is wrong speaks, what is slow does not.
        [InTests] = [],
    };

    private static readonly string[] Modes = ["Default", "All", "Strict", "None"];

    public static IReadOnlyList<string> Names { get; } = [.. Modes, .. Kinds.Keys];

    public static string PathOf(string name) =>
        $"src/Spillway.CodeFixes/buildTransitive/presets/{name.ToLowerInvariant()}.globalconfig";

    /// <summary>The preset. Its level is below that of every config that a user writes; a kind's is above a mode's.</summary>
    public static string Text(string name, IEnumerable<RuleEntry> entries)
    {
        var text = new StringBuilder(Modes.Contains(name)
            ? $"# SpillwayAnalysisMode = {name}: {Meaning(name)}\nis_global = true\nglobal_level = -100\n"
            : $"# SpillwayProjectKind = {name}: {Meaning(name)}\nis_global = true\nglobal_level = -99\n");
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
        InTests when entry.IsRule && !entry.SpeaksInTests => "none",
        _ when Kinds.TryGetValue(name, out var kind) => kind.GetValueOrDefault(entry.Name),
        _ => null,
    };

    private static string Meaning(string name) => name switch
    {
        "All" => "every rule warns, also those that only suspect",
        "Strict" => "what is proven stops the build",
        "None" => "no rule speaks",
        "Web" => "every thread serves requests",
        "Ui" => "one thread draws, and a person waits",
        "Library" => "nobody knows who calls",
        InTests => "only what is wrong speaks, not what is slow",
        _ => "as the rules themselves have it",
    };
}
