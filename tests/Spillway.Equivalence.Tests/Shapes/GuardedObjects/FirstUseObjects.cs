using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>Fields that are made on first use, with a question before the lock: however it is ordered, everybody sees the same.</summary>
internal sealed class FirstUseObjects : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4011"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from count in Gen.Choose(1, 3)
        from uses in Gen.Elements(Enum.GetValues<FirstUse>()).ListOf(count)
        from isStatic in Gen.Elements(false, true)
        from threads in Gen.Choose(2, 6)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new FirstUseProgram([.. uses], isStatic, threads, plan with { Failing = [] });
}
