using Spillway.Tool.Sarif;

namespace Spillway.Tool.Analysis;

/// <summary>What an analysis of a project or solution found.</summary>
/// <param name="Results">All results of ours, once each, in order of their place; suppressed ones too.</param>
/// <param name="Rules">The log's own words about each rule.</param>
/// <param name="Projects">Each project that was built, with every file that it compiles or reads along.</param>
/// <param name="StoppedBy">The findings that the project's own settings make errors, so that what builds on it was not analysed.</param>
internal sealed record Findings(IReadOnlyList<Result> Results, IReadOnlyDictionary<string, string> Rules, IReadOnlyDictionary<string, IReadOnlySet<string>> Projects, IReadOnlyList<string> StoppedBy)
{
    /// <summary>What nobody keeps on purpose.</summary>
    public IReadOnlyList<Result> Open { get; } = [.. Results.Where(result => result.Suppression is null)];

    /// <summary>Every file that was compiled or read along.</summary>
    public IReadOnlySet<string> Files { get; } = Projects.Values.SelectMany(files => files).ToHashSet(StringComparer.Ordinal);

    /// <summary>The projects whose files have open findings of <paramref name="ids"/>; where several share a file, the first of them.</summary>
    public IReadOnlyList<string> ProjectsWith(IReadOnlyList<string> ids) =>
    [
        .. Open.Where(result => ids.Contains(result.Id) && result.Place is not null)
            .Select(result => Projects.Keys.Order(StringComparer.Ordinal).FirstOrDefault(project => Projects[project].Contains(result.Place!.File)))
            .OfType<string>()
            .Distinct(),
    ];
}
