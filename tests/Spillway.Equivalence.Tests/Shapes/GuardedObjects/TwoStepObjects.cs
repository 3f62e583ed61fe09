using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>
/// Two steps on a concurrent collection. Before the fix the workers come one after another, which is the only way in which the
/// outcome is certain; after it they come together, and must leave the same.
/// </summary>
internal sealed class TwoStepObjects : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4008"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from steps in Gen.Elements(Enum.GetValues<TwoSteps>())
        from methods in Gen.Choose(1, 2)
        from threads in Gen.Choose(2, 6)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new TwoStepProgram(steps, methods, threads, plan with { Failing = [] });

    public override Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing)
    {
        // A fixed program is called after the action.
        program.GetField("Together")!.SetValue(null, program.Name.Contains('_'));
        return base.RunAsync(program, plan, failing);
    }
}
