using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.ConsecutiveAwaits;

/// <summary>Awaits in a row, some of which use what an earlier one brought: what is started together must not.</summary>
internal sealed class ConsecutiveAwaits : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1003"];

    public override Gen<GeneratedProgram> Programs { get; } = StraightPrograms.Of(
        from requests in Gen.Frequency(
            (4, from request in LoopGenerator.SomeRequest from taking in Gen.Elements(Taking.Declare, Taking.Declare, Taking.Inline, Taking.Deconstruct, Taking.Discard, Taking.Assign) from use in StraightPrograms.SomeUse
                select (Stmt)new Fetch(request, taking, use, new Test(new Variable(0), 2, 0, true))),
            (1, from use in StraightPrograms.SomeUse from index in Gen.Choose(0, 3) select (Stmt)new Consume(use, new Variable(index)))).ListUpTo(4, 2)
        select requests);

    public override int LimitFor(GeneratedProgram program, string action) => ((LoopProgram)program).Body.Length;
}
