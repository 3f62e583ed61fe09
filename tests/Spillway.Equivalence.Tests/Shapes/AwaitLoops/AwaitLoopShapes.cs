using FsCheck;
using Spillway.Equivalence.Tests.Machinery;

namespace Spillway.Equivalence.Tests.Shapes.AwaitLoops;

/// <summary>Loops that await independent requests: SPW1001 should find them, and its fixes must keep what they do.</summary>
internal sealed class IndependentLoops : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1001"];

    public override Gen<GeneratedProgram> Programs { get; } = new LoopGenerator(isWild: false).Programs;
}

/// <summary>Loops in which anything may depend on anything: whatever is found in them and fixed must keep its meaning.</summary>
internal sealed class WildLoops : Shape
{
    public override IReadOnlyCollection<string> Rules => ["SPW1001"];

    public override Gen<GeneratedProgram> Programs { get; } = new LoopGenerator(isWild: true).Programs;
}
