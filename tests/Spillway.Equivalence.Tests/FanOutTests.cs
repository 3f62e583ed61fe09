using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.FanOuts;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>Fixes for work without a bound. The campaign fails a fixed program that has more than the limit in flight.</summary>
public sealed class FanOutTests(ITestOutputHelper output)
{
    [Fact]
    public Task DroppedTasksKeepTheirMeaningInAGroup() => Campaign.RunAsync(new DroppedTasks(), 24, output.WriteLine);

    [Fact]
    public Task ThreadsForItemsKeepTheirMeaningInAParallelLoop() => Campaign.RunAsync(new ThreadsForItems(), 24, output.WriteLine);
}
