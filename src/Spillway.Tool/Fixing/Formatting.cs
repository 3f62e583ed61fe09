using Spillway.Tool.Analysis;
using Spillway.Tool.Output;

namespace Spillway.Tool.Fixing;

/// <summary>Applies the rewrites of rules with the SDK's own 'dotnet format'.</summary>
internal sealed class Formatting(Surroundings surroundings)
{
    private readonly Sdk _sdk = new(surroundings);

    /// <summary>Runs it once; one run takes one kind of rewrite, and what wants another kind waits for the next.</summary>
    public async Task RunAsync(BuildTarget target, IReadOnlyList<string> ids, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        var properties = ProjectAnalysis.Properties(scratch, ids, redirect: false);
        var run = await BuildProgress.ShowAsync(surroundings.Progress, $"rewriting {string.Join(", ", ids)}", () => _sdk.RunAsync(
            target.Folder, ["format", "analyzers", target.File, "--diagnostics", .. ids, "--severity", "info"], properties, null, cancellationToken));
        if (!run.Succeeded)
            throw new ToolFailure(ExitCode.BuildFailed, $"'dotnet format' could not load {surroundings.Shown(target.File)}", run.Lines);
    }
}
