using Spillway.Tool.Sarif;

namespace Spillway.Tool.Analysis;

/// <summary>What an analysis of a project or solution found.</summary>
/// <param name="Results">All results of ours, once each, in order of their place; suppressed ones too.</param>
/// <param name="Rules">The log's own words about each rule.</param>
/// <param name="Files">Every file that was compiled or read along.</param>
/// <param name="StoppedBy">The findings that the project's own settings make errors, so that what builds on it was not analysed.</param>
internal sealed record Findings(IReadOnlyList<Result> Results, IReadOnlyDictionary<string, string> Rules, IReadOnlySet<string> Files, IReadOnlyList<string> StoppedBy)
{
    /// <summary>What nobody keeps on purpose.</summary>
    public IReadOnlyList<Result> Open { get; } = [.. Results.Where(result => result.Suppression is null)];
}
