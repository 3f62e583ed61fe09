using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Spillway.Conventions.Tests.Generated;

/// <summary>The file by which the compiler's own analyzers track what each release added.</summary>
internal static class ReleaseFile
{
    public const string Path = "src/Spillway.Analyzers/AnalyzerReleases.Unshipped.md";

    public const string ShippedPath = "src/Spillway.Analyzers/AnalyzerReleases.Shipped.md";

    /// <summary>What no release has listed yet.</summary>
    public static string Unshipped(IEnumerable<RuleEntry> entries, string shipped)
    {
        var added = entries.Where(entry => !Regex.IsMatch(shipped, $@"^{entry.Id}\b", RegexOptions.Multiline)).ToList();
        if (added.Count == 0)
            return "";

        var table = new StringBuilder("### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n");
        foreach (var entry in added)
            table.Append($"{entry.Id} | {entry.Family} | {Severity(entry.Descriptor)} | {entry.Name}\n");

        return table.ToString();
    }

    private static string Severity(DiagnosticDescriptor descriptor) =>
        descriptor.IsEnabledByDefault ? descriptor.DefaultSeverity.ToString() : "Disabled";
}
