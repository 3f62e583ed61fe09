using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.DependentLoops;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>No rule of the proven tier says that iterations could overlap which depend on each other.</summary>
public sealed class DependentLoopTests(ITestOutputHelper output)
{
    [Fact]
    public Task DependentLoopsAreNotReported() => Campaign.RunAsync(new DependentLoops(), 300, output.WriteLine);
}
