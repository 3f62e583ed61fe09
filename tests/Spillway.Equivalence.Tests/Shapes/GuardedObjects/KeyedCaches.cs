using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.GuardedObjects;

/// <summary>Caches that many threads ask under one lock, loops that gather under one, and dictionaries that are asked as a whole.</summary>
internal sealed class KeyedCaches : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW4009", "SPW4010", "SPW4012"];

    public override Gen<GeneratedProgram> Programs { get; } =
        from gate in Gen.Elements(Enum.GetValues<KeyGate>())
        from look in Gen.Elements(Enum.GetValues<Look>())
        from forgets in Gen.Elements(false, true)
        from gather in Gen.Elements(Enum.GetValues<Gather>())
        from question in Gen.Elements(Enum.GetValues<Question>())
        from keys in Gen.Choose(1, 5)
        from plan in LoopGenerator.AnyPlan
        select (GeneratedProgram)new KeyedProgram(gate, look, forgets, gather, question, keys, plan with { Failing = [], Items = [.. plan.Items.Take(12)] });

    /// <summary>Which entry is asked for first, and how often a synchronous one is made, is up to the threads.</summary>
    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after) =>
        before.Value == after.Value && before.Error == after.Error ? null : $"{before.Value ?? before.Error} before, {after.Value ?? after.Error} after";
}
