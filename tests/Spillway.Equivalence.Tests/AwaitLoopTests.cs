using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.AwaitLoops;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>SPW1001 on random loops.</summary>
public sealed class AwaitLoopTests(ITestOutputHelper output)
{
    [Fact]
    public Task IndependentLoopsKeepTheirMeaning() => Campaign.RunAsync(new IndependentLoops(), 120, output.WriteLine);

    [Fact]
    public Task WildLoopsKeepTheirMeaning() => Campaign.RunAsync(new WildLoops(), 120, output.WriteLine);
}
