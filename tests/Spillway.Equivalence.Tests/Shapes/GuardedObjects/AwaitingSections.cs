using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>
/// Sections of a thread's lock that await something. Before the fix all that they await is complete, or the lock would be given back by another thread; after it,
/// it is not, and the sections must still keep each other out.
/// </summary>
internal sealed class AwaitingSections : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4005"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from sections in Gen.Elements(Enum.GetValues<Section>()).NonEmptyListOf()
        from forwards in Gen.Elements(false, true)
        from threads in Gen.Choose(2, 6)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new AwaitingProgram([.. sections.Take(3)], forwards, threads, plan with { Failing = [], Items = [.. plan.Items.Take(12)] });

    public override Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing)
    {
        // A fixed program is called after the action.
        program.GetField("Yields")!.SetValue(null, program.Name.Contains('_'));
        return base.RunAsync(program, plan, failing);
    }
}
