using Spillway.Tool.Analysis;
using Spillway.Tool.Baselines;
using Spillway.Tool.Output;

namespace Spillway.Tool;

/// <summary><c>spillway baseline</c>: writes down what is there today.</summary>
internal sealed class BaselineCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(string path, string? output, CancellationToken cancellationToken)
    {
        var target = BuildTarget.Find(path, surroundings);
        var file = output is null ? Path.Combine(target.Folder, Baseline.DefaultName) : Path.GetFullPath(output, surroundings.Folder);
        var root = Path.GetDirectoryName(file)!;

        var findings = await new ProjectAnalysis(surroundings).RunAsync(target, [], cancellationToken);
        var lines = new SourceLines();
        var baseline = Baseline.Of(findings.Open.Select(result => Entry.Of(result, root, lines)));
        Directory.CreateDirectory(root);
        await File.WriteAllTextAsync(file, baseline.ToString(), cancellationToken);

        surroundings.Out.Profile.Out.Writer.WriteLine($"{surroundings.Shown(file)}: {FindingList.Count(baseline.Entries.Count, "finding")} written down");
        new FindingList(surroundings).Stopped(findings);
        return ExitCode.Clean;
    }
}
