using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.BlockedTasks;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>The rules about threads that are kept, beside those that wait for tasks.</summary>
public sealed class BlockingWorkTests(ITestOutputHelper output)
{
    [Fact]
    public Task WaitingWorkKeepsItsMeaning() => Campaign.RunAsync(new WaitingWork(), 48, output.WriteLine);
}
