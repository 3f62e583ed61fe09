using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Running;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.FanOuts;

/// <summary>One task for each item: after a fix, no more than the limit is in flight.</summary>
internal sealed class UnboundedFanOuts : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW3001", "SPW3002"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(FanOutForm.Select, FanOutForm.SelectAsync, FanOutForm.SelectList, FanOutForm.SelectArray, FanOutForm.FilledList, FanOutForm.Body, FanOutForm.FilledListOfBodies, FanOutForm.WorkItems, FanOutForm.WorkItemsThatAwait)
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        select (Stmt)new FanOut(form, request, use, 3));
}

/// <summary>Batches that wait for their slowest: after the fix, no more than a batch is in flight.</summary>
internal sealed class Batches : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1008"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(FanOutForm.Chunks, FanOutForm.SlicesByHand)
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        from width in Gen.Choose(2, 5)
        select (Stmt)new FanOut(form, request, use, width));

    public override int LimitFor(GeneratedProgram program, string action) => ((LoopProgram)program).Body.OfType<FanOut>().Select(part => part.Width).DefaultIfEmpty(1).Max();
}

/// <summary>Tasks that are all started, and taken as they end.</summary>
internal sealed class FirstDoneLoops : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1009"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        select (Stmt)new FanOut(FanOutForm.FirstDone, request, use, 1));

    // All were started before the first is taken, and still are.
    public override int LimitFor(GeneratedProgram program, string action) => int.MaxValue;

    // Tasks that have ended by then are taken in the order of the list before, in which they ended after: how many come ahead of a
    // failure is up to chance with both.
    public override string? Difference(GeneratedProgram program, string action, Observation before, Observation after) =>
        before.Failures.Count == 0 ? base.Difference(program, action, before, after)
        : (before.Error is null) != (after.Error is null) ? "fails or succeeds where the program did not"
        : after.Log.Count(line => line == SameMeaning.FailureLine) != before.Log.Count(line => line == SameMeaning.FailureLine) ? "a failure that is not handled as before"
        : null;
}
