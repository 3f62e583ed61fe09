using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>What went wrong with one program.</summary>
/// <param name="Index">The program's place in its batch.</param>
/// <param name="Action">The key of the action, or the rule for a finding that should not be there.</param>
/// <param name="What">In a few words.</param>
/// <param name="Details">The fixed program and both runs.</param>
/// <param name="Plan">The world in which it does.</param>
internal sealed record Divergence(int Index, string Action, string What, string Details, Plan Plan);

/// <summary>Shows a batch of programs to the rules, applies every fix, and runs all of them before and after.</summary>
/// <param name="shape">What the programs are and what must hold.</param>
/// <param name="spoil">Makes a fix wrong on purpose; null for what it cannot spoil.</param>
/// <param name="worlds">In how many worlds each fixed program runs, its own among them.</param>
internal sealed class Trial(Shape shape, Func<string, string?>? spoil = null, int worlds = 1)
{
    private readonly ConcurrentQueue<Divergence> _divergences = new();

    /// <summary>What has been seen so far.</summary>
    public Tally Tally { get; } = new();

    public async Task<IReadOnlyList<Divergence>> RunAsync(IReadOnlyList<GeneratedProgram> programs)
    {
        _divergences.Clear();
        var clock = new WorkClock();
        var project = Workbench.Project([.. programs.Select((program, i) => (Name(i), program.Write(Name(i)), program.Plan.Limit))], shape.Library);
        var findings = await Workbench.FindingsAsync(project, shape.Rules);
        Tally.Analysing += clock.Lap();
        var documents = project.Documents.ToDictionary(document => document.Name);
        var fixedTexts = new List<FixedProgram>();
        for (var i = 0; i < programs.Count; i++)
        {
            var own = findings[Name(i)].Where(finding => shape.Rules.Contains(finding.Id) && shape.Counts(finding)).ToList();
            Tally.Programs++;
            if (own.Count == 0)
                continue;

            Tally.Found++;
            if (shape.IsDependent)
            {
                _divergences.Enqueue(new Divergence(i, own[0].Id, "a finding on a program whose parts depend on each other", $"{own[0]}", programs[i].Plan));
                continue;
            }

            var texts = await Fixer.ApplyAllAsync(documents[Name(i)], own);
            if (texts.Count > 0)
                Tally.Fixable++;
            Tally.Fixes += texts.Count;
            foreach (var (key, text) in texts)
            {
                if ((spoil is null ? text : spoil(text)) is not { } result)
                    continue;

                var name = $"{Name(i)}_{key}";
                fixedTexts.Add(new FixedProgram(i, key, name, Regex.Replace(result, $@"{Name(i)}\b", name)));
            }
        }

        Tally.Fixing += clock.Lap();
        // One compilation for everything that runs: each original, and beside it what each action made of it.
        var trees = new List<SyntaxTree>();
        foreach (var index in fixedTexts.Select(result => result.Index).Distinct())
            trees.Add((await documents[Name(index)].GetSyntaxTreeAsync())!);
        trees.AddRange(fixedTexts.Select(result => Workbench.Parse(result.Name, result.Text)));
        using var loaded = LoadedPrograms.Load(Workbench.Compile(trees, shape.Library));
        Tally.Compiling += clock.Lap();
        await Parallel.ForEachAsync(fixedTexts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (result, _) => await CompareAsync(programs[result.Index], result, loaded));
        Tally.Running += clock.Lap();
        return [.. _divergences.OrderBy(divergence => divergence.Index)];
    }

    private async Task CompareAsync(GeneratedProgram program, FixedProgram result, LoadedPrograms loaded)
    {
        if (loaded.TypeOf(Name(result.Index)) is not { } original)
            throw new InvalidOperationException($"The generator makes programs that do not compile:\n{loaded.Rejected[Name(result.Index)]}\n{program.Write("P")}");

        if (loaded.Rejected.TryGetValue(result.Name, out var errors))
        {
            Report(result, program.Plan, "the fixed program does not compile", errors);
            return;
        }

        foreach (var plan in Plans(program, result.Text))
        {
            if (!await IsSameAsync(program with { Plan = plan }, plan, result, original, loaded.TypeOf(result.Name)!))
                return;
        }
    }

    /// <summary>The program's own world, and others that the project's options allow.</summary>
    private IEnumerable<Plan> Plans(GeneratedProgram program, string text) =>
        worlds == 1 || shape.Worlds is not { } others
            ? [program.Plan]
            : others.Sample(worlds - 1, new Rnd((ulong)World.Hash(text)), 30).Select(plan => plan with { Limit = program.Plan.Limit }).Prepend(program.Plan);

    private async Task<bool> IsSameAsync(GeneratedProgram program, Plan plan, FixedProgram result, Type original, Type changed)
    {
        var undisturbed = await shape.RunAsync(original, plan, []);
        var failing = plan.Failing.Where(i => i < undisturbed.Requests.Count).Select(i => undisturbed.Requests[i]).ToHashSet();
        var expected = failing.Count == 0 ? undisturbed : await shape.RunAsync(original, plan, failing);
        var actual = await shape.RunAsync(changed, plan, failing);
        Tally.Count(actual.MostInFlight > 1, expected.Error is not null);
        var difference = shape.Difference(program, result.Action, expected, actual);
        if (difference is null && !shape.MayAskForMore && undisturbed.Error is null && actual.Requests.Except(undisturbed.Requests).Except(expected.Requests).FirstOrDefault() is { } strange)
            difference = $"a request that the program never makes: {strange}";
        if (difference is null)
            return true;

        Report(result, plan, difference, $"before, the program {expected}\nafter, it {actual}");
        return false;
    }

    private void Report(FixedProgram result, Plan plan, string what, string details) =>
        _divergences.Enqueue(new Divergence(result.Index, result.Action, what, $"after '{result.Action}':\n{result.Text}\n{details}", plan));

    private static string Name(int index) => $"P{index}";

    private sealed record FixedProgram(int Index, string Action, string Name, string Text);
}

/// <summary>How many programs there were, and how far they went.</summary>
internal sealed class Tally
{
    private int _runs;
    private int _overlapping;
    private int _failing;

    public int Programs { get; set; }

    public TimeSpan Analysing { get; set; }

    public TimeSpan Fixing { get; set; }

    public TimeSpan Compiling { get; set; }

    public TimeSpan Running { get; set; }

    /// <summary>Programs with at least one finding.</summary>
    public int Found { get; set; }

    /// <summary>Programs for which at least one fix was offered.</summary>
    public int Fixable { get; set; }

    /// <summary>Actions that were taken; some programs are offered several.</summary>
    public int Fixes { get; set; }

    /// <summary>Runs of fixed programs.</summary>
    public int Runs => _runs;

    public void Count(bool overlaps, bool fails)
    {
        Interlocked.Increment(ref _runs);
        if (overlaps)
            Interlocked.Increment(ref _overlapping);
        if (fails)
            Interlocked.Increment(ref _failing);
    }

    public override string ToString() =>
        $"{Programs} programs, {Found} with findings, {Fixable} with a fix ({100.0 * Fixable / Math.Max(1, Found):0} % of those found), {Fixes} fixes taken; {_runs} runs of fixed programs, of which {_overlapping} overlapped and {_failing} failed as the original did; analysis {Analysing.TotalSeconds:0.0} s, fixes {Fixing.TotalSeconds:0.0} s, compiling {Compiling.TotalSeconds:0.0} s, running {Running.TotalSeconds:0.0} s";
}
