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
    public override IReadOnlyCollection<string> Rules => ["SPW1008", "SPW1009"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from form in Gen.Elements(FanOutForm.Chunks, FanOutForm.SlicesByHand, FanOutForm.FirstDone)
        from request in StraightPrograms.TaskRequest
        from use in StraightPrograms.SomeUse
        from width in Gen.Choose(2, 5)
        select (Stmt)new FanOut(form, request, use, width));

    public override int LimitFor(GeneratedProgram program, string action) =>
        ((LoopProgram)program).Body.OfType<FanOut>().Select(part => part.Form == FanOutForm.FirstDone ? int.MaxValue : part.Width).DefaultIfEmpty(1).Max();
}
