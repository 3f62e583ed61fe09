using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>Objects that many threads use under a lock: after a fix they hold what they held before, however the threads meet.</summary>
internal sealed class GuardedObjects : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4001", "SPW4002", "SPW4003", "SPW4004", "SPW4006"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from methods in (from taking in Gen.Elements(Enum.GetValues<Taking>())
                         from count in Gen.Choose(1, 3)
                         from work in Gen.Elements(Enum.GetValues<Guarded>()).ListOf(count)
                         select new GuardedMethod(taking, [.. work])).NonEmptyListOf()
        from threads in Gen.Choose(2, 6)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new GuardedProgram([.. methods.Take(3)], threads, plan with { Failing = [], Items = [.. plan.Items.Take(12)] });

    /// <summary>Threads meet in another way each time: three runs must agree.</summary>
    public override Gen<Plan>? Worlds => null;

    public override async Task<Observation> RunAsync(Type program, Plan plan, IReadOnlyCollection<string> failing)
    {
        var first = await base.RunAsync(program, plan, failing);
        for (var again = 0; again < 2; again++)
        {
            var next = await base.RunAsync(program, plan, failing);
            if (next.Value != first.Value || next.Error != first.Error)
                return next with { Value = $"{first.Value ?? first.Error}, then {next.Value ?? next.Error}" };
        }

        return first;
    }
}
