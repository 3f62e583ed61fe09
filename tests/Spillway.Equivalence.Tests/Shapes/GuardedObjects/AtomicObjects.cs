using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>Counters, flags and references under locks of their own: with atomic operations they hold the same in the end.</summary>
internal sealed class AtomicObjects : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4001"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from count in Gen.Choose(1, 4)
        from operations in Gen.Elements(Enum.GetValues<Operation>()).ListOf(count)
        from hasBraces in Gen.Elements(false, true)
        from threads in Gen.Choose(2, 6)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new AtomicProgram([.. operations], hasBraces, threads, plan with { Failing = [] });
}
