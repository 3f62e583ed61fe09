using Microsoft.CodeAnalysis;
using Spillway.Analyzers;

namespace Spillway.Conventions.Tests;

/// <summary>A diagnostic as the package's texts speak of it.</summary>
/// <param name="Name">The rule's name, which is that of its class, folder and page.</param>
/// <param name="Descriptor">What it reports.</param>
/// <param name="HasFix">Whether a fix says that it can fix it.</param>
/// <param name="IsRule">False for reports about the settings themselves, which have no folder.</param>
public sealed record RuleEntry(string Name, DiagnosticDescriptor Descriptor, bool HasFix, bool IsRule = true)
{
    public string Id => Descriptor.Id;

    public string Family => Descriptor.Category;

    public string Title => Descriptor.Title.ToString();

    public string Folder => $"src/Rules/{Family}/{Name}";

    /// <summary>Where it is explained; what is said about the settings shares a page.</summary>
    public string Page => IsRule ? $"{Folder}/{Name}.md" : "src/Spillway.Analyzers/Configuration/Configuration.md";

    public bool IsCandidate => Descriptor.CustomTags.Contains(Rule.CandidateTag);

    public bool SpeaksInTests => Descriptor.CustomTags.Contains(Rule.InTestsTag);

    /// <summary>The rules of other packages that say the same.</summary>
    public IReadOnlyList<string> YieldsTo =>
        [.. Descriptor.CustomTags.Where(tag => tag.StartsWith(Rule.YieldsToTag, StringComparison.Ordinal)).Select(tag => tag[Rule.YieldsToTag.Length..])];

    /// <summary>The severity in the words of <c>.editorconfig</c>.</summary>
    public string Severity => Descriptor.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Info => "suggestion",
        _ => "silent",
    };

    /// <summary>What a project gets that sets nothing.</summary>
    public string Default => Descriptor.IsEnabledByDefault ? Severity : "off";
}
