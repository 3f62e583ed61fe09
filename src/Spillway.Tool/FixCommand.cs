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
        var ids = Known(rules);
        var found = await new ProjectAnalysis(surroundings).RunAsync(target, ids, cancellationToken);
        var before = Open(found, ids);
        if (before.Count == 0)
        {
            surroundings.Out.WriteLine($"nothing to fix: {string.Join(", ", ids)} {(ids.Count == 1 ? "finds" : "find")} nothing");
            return ExitCode.Clean;
        }

        using var scratch = new ScratchFolder();
        var copy = dryRun ? SourceCopy.Create(target, scratch.Below("copy"), surroundings) : null;

        // Of a project, only its own files are rewritten in one go; what it builds on was analysed with it.
        var there = copy?.Target ?? target;
        IReadOnlyList<BuildTarget> owners = target.IsSolution ? [there] : [.. found.ProjectsWith(ids).Select(project => new BuildTarget(copy?.Of(project) ?? project))];
        var edited = new EditedFiles(before.Select(result => result.Place?.File).OfType<string>().Select(file => copy?.Of(file) ?? file));
        var left = await RewriteAsync(there, owners, ids, before.Count, edited, scratch, cancellationToken);
        Report(edited, copy, before.Count - left, left);
        return ExitCode.Clean;
    }

    private static List<string> Known(IReadOnlyList<string> rules)
    {
        var ids = rules.SelectMany(rule => rule.Split(',')).Select(rule => rule.Trim().ToUpperInvariant()).Distinct().ToList();
        return ids.Except(CarriedFiles.RuleIds).ToList() is { Count: > 0 } unknown
            ? throw new ToolFailure(ExitCode.Usage, $"there is no rule {string.Join(", ", unknown)}; the rules are {string.Join(", ", CarriedFiles.RuleIds)}")
            : ids;
    }

    /// <summary>Rewrites until nothing more is offered, and takes all of it back where the code does not compile any more.</summary>
    /// <returns>How many of the findings are left.</returns>
    private async Task<int> RewriteAsync(
        BuildTarget there, IReadOnlyList<BuildTarget> owners, IReadOnlyList<string> ids, int count, EditedFiles edited, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        var analysis = new ProjectAnalysis(surroundings);
        var formatting = new Formatting(surroundings);
        try
        {
            for (var run = 0; run < MostRuns && count > 0; run++)
            {
                var state = edited.State;
                foreach (var owner in owners)
                    await formatting.RunAsync(owner, ids, scratch, cancellationToken);
                if (edited.State == state)
                    break;

                count = Open(await analysis.RunAsync(there, ids, cancellationToken), ids).Count;
            }

            return count;
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
    }

    /// <summary>Names the files that were rewritten; of a copy, what would be different.</summary>
    private void Report(EditedFiles edited, SourceCopy? copy, int gone, int left)
    {
        foreach (var (file, old) in edited.Changed)
        {
            var shown = surroundings.Shown(copy?.Original(file) ?? file);
            if (copy is not null)
                UnifiedDiff.Write(surroundings.Out, shown, old, EditedFiles.Read(file));
            else
                surroundings.Out.WriteLine(shown);
        }

        var rest = left == 0 ? "" : $"; {left} left, where a rewrite could change what the code does, or is a matter of choice";
        surroundings.Out.WriteLine(
            $"{FindingList.Count(Math.Max(0, gone), "finding")} {(copy is not null ? "would be fixed" : "fixed")} in {FindingList.Count(edited.Changed.Count, "file")}{rest}");
    }

    private static List<Sarif.Result> Open(Findings findings, IReadOnlyList<string> ids) => [.. findings.Open.Where(result => ids.Contains(result.Id))];
}
