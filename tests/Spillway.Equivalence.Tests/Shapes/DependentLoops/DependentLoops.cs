using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;

namespace Spillway.Equivalence.Tests.Shapes.DependentLoops;

/// <summary>Loops of which no iteration may overlap with another one: whatever says that they could is wrong.</summary>
internal sealed class DependentLoops : Shape
{
    /// <summary>The rules that propose to overlap something.</summary>
    public override IReadOnlyCollection<string> Rules => ["SPW1001"];

    public override bool IsDependent => true;

    public override string KindOf(GeneratedProgram program) =>
        string.Join(" ", ((LoopProgram)program).Body.OfType<Tied>().Select(tied => tied.Knot));

    public override Gen<GeneratedProgram> Programs { get; } =
        from loop in new LoopGenerator(isWild: false).Programs
        from knot in Gen.Elements(Enum.GetValues<Knot>())
        from request in LoopGenerator.SomeRequest
        from noise in LoopGenerator.Noise
        select Tie((LoopProgram)loop, new Tied(knot, request), noise);

    private static GeneratedProgram Tie(LoopProgram loop, Tied tied, ImmutableArray<Stmt> noise)
    {
        // What is open around a loop is open in its own function; what that function's callers hold is theirs to know.
        var isOpenAround = tied.Knot is Knot.Transaction or Knot.PermitAround;
        var around = isOpenAround && loop.Around is Surrounding.Lambda or Surrounding.LocalFunction ? Surrounding.Nothing : loop.Around;

        // A service that waits only for time has its own meaning, and a 'break' in a switch another one.
        var request = tied.Request.Service == Service.Slow ? tied.Request with { Service = Service.Method } : tied.Request;
        return loop with { Around = around, Body = [tied with { Request = request }, .. noise] };
    }
}
