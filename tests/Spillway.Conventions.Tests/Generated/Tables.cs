using System.Text;
using Spillway.Analyzers;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>The tables of README.</summary>
internal static class Tables
{
    /// <summary>Rules link to their pages; what is said about settings has none.</summary>
    public static string Rules(IEnumerable<RuleEntry> entries)
    {
        var table = new StringBuilder("\n| id | title | family | default | fix |\n|---|---|---|---|---|\n");
        foreach (var entry in entries)
        {
            var title = entry.IsRule ? $"[{entry.Title}]({entry.Page})" : entry.Title;
            table.Append($"| {entry.Id} | {title} | {entry.Family} | {entry.Default} | {(entry.HasFix ? "yes" : "")} |\n");
        }

        return table.Append('\n').ToString();
    }

    internal static string Options(IEnumerable<Option> options)
    {
        var table = new StringBuilder("\n| key in `.editorconfig` | default | values | meaning |\n|---|---|---|---|\n");
        foreach (var option in options)
            table.Append($"| `{option.Key}` | {option.Default} | {option.Allowed} | {option.Meaning} |\n");

        return table.Append('\n').ToString();
    }
}
