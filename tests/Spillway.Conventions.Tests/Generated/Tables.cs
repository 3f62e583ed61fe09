using System.Text;
using Spillway.Analyzers;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>The tables of README.</summary>
internal static class Tables
{
    /// <summary>Every diagnostic, with a link to its page; the rules first.</summary>
    public static string Rules(IEnumerable<RuleEntry> entries)
    {
        var table = new StringBuilder("\n| id | title | family | default | fix |\n|---|---|---|---|---|\n");
        foreach (var entry in entries.OrderByDescending(entry => entry.IsRule))
            table.Append($"| {entry.Id} | [{entry.Title}]({entry.Page}) | {entry.Family} | {entry.Default} | {(entry.HasFix ? "yes" : "")} |\n");

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
