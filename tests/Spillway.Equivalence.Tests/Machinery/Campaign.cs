using FsCheck;
using FsCheck.Fluent;

namespace Spillway.Equivalence.Tests.Machinery;

/// <summary>Tries many programs of one shape, and makes the first one that goes wrong as small as it can.</summary>
internal static class Campaign
{
    private const int Size = 30;

    // What a compilation costs whatever is in it is shared by more programs where there are many.
    private static readonly int Batch = Effort.IsLong ? 500 : 150;
    private const int MostCandidates = 60;
    private const int MostRounds = 30;
    private const int MostReports = 5;

    /// <summary>Runs and fails with the smallest program, its fix, and how to try it again.</summary>
    public static async Task<Tally> RunAsync(Shape shape, int programs, Action<string>? tell = null)
    {
        var trial = new Trial(shape, worlds: Effort.Worlds);
        if (Effort.OnlyShape is { } only && only != shape.Name)
            return trial.Tally;

        var first = Effort.OnlySeed ?? Effort.FirstSeed(shape.Name);
        var reports = new List<string>();
        var count = Effort.OnlySeed is null ? Effort.Programs(programs) : 1;
        for (var done = 0; done < count; done += Batch)
        {
            var seeds = Enumerable.Range(done, Math.Min(Batch, count - done)).Select(i => first + (ulong)i).ToList();
            var batch = seeds.ConvertAll(seed => Make(shape, seed));
            var divergences = await trial.RunAsync(batch);
            foreach (var kind in divergences.GroupBy(divergence => shape.IsDependent ? shape.KindOf(batch[divergence.Index]) : divergence.Action + divergence.What))
            {
                var worst = kind.First();
                var (smallest, divergence) = await ShrinkAsync(shape, batch[worst.Index] with { Plan = worst.Plan }, worst);
                reports.Add(Describe(shape, seeds[worst.Index], smallest, divergence, kind.Count()));
                Effort.Report(reports[^1]);
            }

            if (reports.Count >= (Effort.IsLong ? MostReports : 1))
                break;

            if (Effort.IsLong)
                Effort.Report($"{shape.Name}, seeds from {first}, {reports.Count} divergences so far: {trial.Tally}");
        }

        tell?.Invoke($"{shape.Name}, seeds from {first}: {trial.Tally}");
        if (reports.Count > 0)
            throw new InvalidOperationException(string.Join("\n\n", reports));

        return trial.Tally;
    }

    /// <summary>The program of one seed.</summary>
    public static GeneratedProgram Make(Shape shape, ulong seed) => shape.Programs.Sample(1, new Rnd(seed), Size).Single();

    /// <summary>Goes to a smaller program that goes wrong as well, as long as there is one. All candidates of a round share one compilation.</summary>
    public static async Task<(GeneratedProgram Program, Divergence Divergence)> ShrinkAsync(Shape shape, GeneratedProgram program, Divergence divergence, Func<string, string?>? spoil = null, int most = MostRounds)
    {
        for (var round = 0; round < most; round++)
        {
            var candidates = program.Smaller().Where(smaller => smaller != program).Take(MostCandidates).ToList();
            if (candidates.Count == 0)
                break;

            // What depends on timing shows only now and then: the same candidates get a second chance.
            var found = await new Trial(shape, spoil).RunAsync(candidates);
            if (found.Count == 0)
                found = await new Trial(shape, spoil).RunAsync(candidates);
            if (found.Count == 0)
                break;

            (program, divergence) = (candidates[found[0].Index], found[0]);
        }

        return (program, divergence);
    }

    private static string Describe(Shape shape, ulong seed, GeneratedProgram program, Divergence divergence, int others) =>
        $"""
        {shape.Name}: {divergence.What} ({others} program(s) of this batch go wrong)
        replay: SPILLWAY_SHAPE={shape.Name} SPILLWAY_SEED={seed} dotnet test tests/Spillway.Equivalence.Tests
        plan: {program.Plan}
        the smallest program:
        {program.Write("P0")}
        {divergence.Details}
        """;
}
