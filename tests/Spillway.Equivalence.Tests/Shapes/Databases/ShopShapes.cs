using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;

namespace Spillway.Equivalence.Tests.Shapes.Databases;

/// <summary>Programs that run on a database: its rows afterwards count as much as what the program returns.</summary>
internal abstract class ShopShape : Shape
{
    public override IReadOnlyCollection<string> Library => ["Shop"];

    public override Gen<Plan>? Worlds => Plans;

    private static Gen<Plan> Plans => AwaitLoops.LoopGenerator.AnyPlan.Select(plan => plan with { Pace = Pace.AtOnce, FailsAtOnce = false, Limit = 8 });

    // A query for all keys reads the rows of items that the loop leaves out.
    public override bool MayAskForMore => true;

    public override Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing) => ShopRun.RunAsync(program, plan, failing);

    protected static Observation WithoutRequests(Observation run) => run with { Requests = [] };

    protected static Gen<Step> StepOf(params (int Weight, StepKind Kind)[] kinds) =>
        from kind in Gen.Frequency(kinds.Select(kind => (kind.Weight, Gen.Constant(kind.Kind))).ToArray())
        from isAsync in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from a in Gen.Choose(0, 23)
        from b in Gen.Choose(0, 35)
        from c in Gen.Choose(0, 34)
        select new Step(kind, isAsync, a, b, c);

    protected static Gen<ImmutableArray<Step>> Steps(Gen<Step> step, int least, int most) =>
        from count in Gen.Choose(least, most) from steps in step.ListOf(count) select ImmutableArray.CreateRange(steps);

    protected static Gen<GeneratedProgram> Of(Gen<ImmutableArray<Step>> body, bool mayChangeAfterwards) =>
        from items in Gen.Elements(Enum.GetValues<Items>())
        from steps in body
        from around in Gen.Frequency((4, Gen.Constant(Around.Nothing)), (3, Gen.Elements(Enum.GetValues<Around>())))
        from saves in Gen.Elements(true, false)
        from changes in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(mayChangeAfterwards)))
        from plan in Plans
        select (GeneratedProgram)new ShopProgram(items, steps, around, saves, changes, plan);
}

/// <summary>A query for each item: asked once for all keys, the program finds the same rows, and fails at the same item.</summary>
internal sealed class QueriesPerItem : ShopShape
{
    private static readonly Gen<Step> Query = StepOf((6, StepKind.Lookup), (2, StepKind.Find), (2, StepKind.Rows), (2, StepKind.Exists), (2, StepKind.Count));

    private static readonly Gen<Step> Before = StepOf((3, StepKind.Guard), (2, StepKind.Alias), (1, StepKind.Let), (1, StepKind.Note), (1, StepKind.ChangeLimit));

    private static readonly Gen<Step> After = StepOf(
        (4, StepKind.Note), (3, StepKind.GuardOnRow), (3, StepKind.Keep), (2, StepKind.Divide), (2, StepKind.ChangeRow), (2, StepKind.ChangeLimit), (2, StepKind.Navigate),
        (1, StepKind.Leave), (1, StepKind.Remove), (1, StepKind.Save), (1, StepKind.Add), (1, StepKind.AddWithKey), (3, StepKind.Lookup), (1, StepKind.Count));

    public override IReadOnlyCollection<string> Rules => ["SPW1004"];

    public override Gen<GeneratedProgram> Programs { get; } = Of(
        from before in Steps(Before, 0, 2) from query in Query from after in Steps(After, 0, 4) select ImmutableArray.CreateRange([.. before, query, .. after]),
        mayChangeAfterwards: true);

    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after) =>
        SameMeaning.Difference(program.Plan, program.SurvivesFailure, int.MaxValue, WithoutRequests(before), WithoutRequests(after))
        ?? (before.Error is null && !after.Contents.SequenceEqual(before.Contents) ? "other rows" : null);
}

/// <summary>A save for each item: saved once after the loop, the database holds the same.</summary>
internal sealed class SavesPerItem : ShopShape
{
    private static readonly Gen<Step> Work = StepOf(
        (3, StepKind.Lookup), (2, StepKind.Find), (2, StepKind.Guard), (2, StepKind.GuardOnRow), (4, StepKind.Add), (2, StepKind.AddWithKey), (4, StepKind.ChangeRow), (1, StepKind.Remove),
        (1, StepKind.Note), (1, StepKind.Keep), (1, StepKind.ChangeLimit), (1, StepKind.Divide), (1, StepKind.Leave), (1, StepKind.Rows), (1, StepKind.Count));

    private static readonly Gen<Step> Save = StepOf((5, StepKind.Save), (1, StepKind.SaveSometimes));

    private static readonly Gen<Step> After = StepOf((3, StepKind.Note), (1, StepKind.Keep), (1, StepKind.ChangeLimit), (1, StepKind.Divide), (1, StepKind.Guard), (1, StepKind.Lookup), (1, StepKind.ChangeRow));

    public override IReadOnlyCollection<string> Rules => ["SPW1005"];

    public override Gen<GeneratedProgram> Programs { get; } = Of(
        from work in Steps(Work, 1, 4) from save in Save from after in Steps(After, 0, 2) select ImmutableArray.CreateRange([.. work, save, .. after]),
        mayChangeAfterwards: false);

    /// <summary>After a failure nothing is saved: that is what the fix changes, and its title says so.</summary>
    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after)
    {
        if (before.Error is null)
        {
            return after.Error is not null ? "fails where the program did not"
                : after.Value != before.Value ? "another result"
                : !after.Log.SequenceEqual(before.Log) ? "effects in another order"
                : !after.Contents.SequenceEqual(before.Contents) ? "other rows"
                : null;
        }

        return after.Error is null ? "succeeds where the program failed" : null;
    }
}
