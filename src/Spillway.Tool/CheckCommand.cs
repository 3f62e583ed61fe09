using Spillway.Tool.Analysis;
using Spillway.Tool.Baselines;
using Spillway.Tool.Output;
using Spillway.Tool.Sarif;

namespace Spillway.Tool;

/// <summary><c>spillway check</c>: reports findings, and ends accordingly.</summary>
internal sealed class CheckCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(string path, string? baselineFile, string? sarifFile, bool failOnAny, CancellationToken cancellationToken)
    {
        var target = BuildTarget.Find(path, surroundings);

        // What is wrong with a file should be said before a build of minutes, not after.
        var file = baselineFile is null ? null : Path.GetFullPath(baselineFile, surroundings.Folder);
        var baseline = file is null ? null : Baseline.Read(file, surroundings.Shown(file));
        var root = file is null ? target.Folder : Path.GetDirectoryName(file)!;

        var findings = await new ProjectAnalysis(surroundings).RunAsync(target, [], cancellationToken);
        var comparison = Comparison.Of(findings, baseline, root);
        if (sarifFile is not null)
            SarifWriter.Write(Path.GetFullPath(sarifFile, surroundings.Folder), root, findings, comparison);

        var list = new FindingList(surroundings);
        list.Write(failOnAny ? findings.Open : comparison.New);
        list.Stale(comparison.Stale, baselineFile ?? "");
        list.Sum(findings, comparison);
        list.Stopped(findings);
        return (failOnAny ? findings.Open : comparison.New).Any(result => result.IsLoud) ? ExitCode.Findings : ExitCode.Clean;
    }
}
