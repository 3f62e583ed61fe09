using Spectre.Console;
using Spillway.Tool.Analysis;
using Spillway.Tool.Fixing;
using Spillway.Tool.Output;

namespace Spillway.Tool;

/// <summary><c>spillway fix</c>: applies rewrites, and keeps them only if the code still compiles.</summary>
internal sealed class FixCommand(Surroundings surroundings)
{
    private const int MostRuns = 6;

    public async Task<int> RunAsync(string path, IReadOnlyList<string> rules, bool dryRun, CancellationToken cancellationToken)
    {
        var target = BuildTarget.Find(path, surroundings);
        var ids = rules.SelectMany(rule => rule.Split(',')).Select(rule => rule.Trim().ToUpperInvariant()).Distinct().ToList();
        if (ids.Except(CarriedFiles.RuleIds).ToList() is { Count: > 0 } unknown)
            throw new ToolFailure(ExitCode.Usage, $"there is no rule {string.Join(", ", unknown)}; the rules are {string.Join(", ", CarriedFiles.RuleIds)}");

        var analysis = new ProjectAnalysis(surroundings);
        var found = await analysis.RunAsync(target, ids, cancellationToken);
        var before = Open(found, ids);
        if (before.Count == 0)
        {
            surroundings.Out.WriteLine($"nothing to fix: {string.Join(", ", ids)} {(ids.Count == 1 ? "finds" : "find")} nothing");
            return ExitCode.Clean;
        }

        using var scratch = new ScratchFolder();
        var copy = dryRun ? SourceCopy.Create(target, scratch.Below("copy"), surroundings) : null;
        var there = copy?.Target ?? target;

        // Of a project, only its own files are rewritten in one go; what it builds on was analysed with it.
        var owners = target.IsSolution ? [there] : found.ProjectsWith(ids).Select(project => new BuildTarget(copy?.Of(project) ?? project)).ToList();
        var edited = new EditedFiles(before.Select(result => result.Place?.File).OfType<string>().Select(file => copy?.Of(file) ?? file));
        var after = before;
        try
        {
            var formatting = new Formatting(surroundings);
            for (var run = 0; run < MostRuns && after.Count > 0; run++)
            {
                var state = edited.State;
                foreach (var owner in owners)
                    await formatting.RunAsync(owner, ids, scratch, cancellationToken);
                if (edited.State == state)
                    break;

                after = Open(await analysis.RunAsync(there, ids, cancellationToken), ids);
            }
        }
        catch (ToolFailure failure) when (failure.ExitCode == ExitCode.BuildFailed && edited.Changed.Count > 0)
        {
            edited.Restore();
            throw new ToolFailure(ExitCode.RewriteFailed, "the rewritten code does not compile, so all of it was taken back; please report this with the lines below", failure.Details);
        }
        catch
        {
            // Stopped, or kept from reading and writing: half a rewrite is none.
            edited.Restore();
            throw;
        }

        foreach (var (file, old) in edited.Changed)
        {
            var shown = surroundings.Shown(copy?.Original(file) ?? file);
            if (dryRun)
                UnifiedDiff.Write(surroundings.Out, shown, old, EditedFiles.Read(file));
            else
                surroundings.Out.WriteLine(shown);
        }

        var left = after.Count == 0 ? "" : $"; {after.Count} left, where a rewrite could change what the code does, or is a matter of choice";
        surroundings.Out.WriteLine(
            $"{FindingList.Count(Math.Max(0, before.Count - after.Count), "finding")} {(dryRun ? "would be fixed" : "fixed")} in {FindingList.Count(edited.Changed.Count, "file")}{left}");
        return ExitCode.Clean;
    }

    private static List<Sarif.Result> Open(Findings findings, IReadOnlyList<string> ids) => [.. findings.Open.Where(result => ids.Contains(result.Id))];
}
