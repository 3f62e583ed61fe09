using Spillway.Equivalence.Tests.Machinery;
using Spillway.Equivalence.Tests.Shapes.BlockedTasks;
using Spillway.Equivalence.Tests.Shapes.ConsecutiveAwaits;
using Spillway.Equivalence.Tests.Shapes.Databases;
using Spillway.Equivalence.Tests.Shapes.FanOuts;
using Spillway.Equivalence.Tests.Shapes.GuardedObjects;
using Spillway.Equivalence.Tests.Shapes.LazyTasks;
using Xunit.Abstractions;

namespace Spillway.Equivalence.Tests;

/// <summary>Rules with a smaller choice of programs, each with a shape of its own.</summary>
public sealed class OtherRuleTests(ITestOutputHelper output)
{
    [Fact]
    public Task FanOutsKeepTheirMeaningUnderABound() => Campaign.RunAsync(new UnboundedFanOuts(), 24, output.WriteLine);

    [Fact]
    public Task BatchesKeepTheirMeaning() => Campaign.RunAsync(new Batches(), 24, output.WriteLine);

    [Fact]
    public Task TasksTakenAsTheyEndKeepTheirMeaning() => Campaign.RunAsync(new FirstDoneLoops(), 12, output.WriteLine);

    [Fact]
    public Task LazyTasksKeepTheirMeaning() => Campaign.RunAsync(new TasksAwaitedOneByOne(), 24, output.WriteLine);

    [Fact]
    public Task LazyTasksAreStartedOnce() => Campaign.RunAsync(new TasksStartedTwice(), 24, output.WriteLine);

    [Fact]
    public Task ConsecutiveAwaitsKeepTheirMeaning() => Campaign.RunAsync(new ConsecutiveAwaits(), 24, output.WriteLine);

    [Fact]
    public Task GuardedObjectsHoldTheSameWhoeverComesFirst() => Campaign.RunAsync(new GuardedObjects(), 16, output.WriteLine);

    [Fact]
    public Task KeyedCachesHoldTheSameWhoeverComesFirst() => Campaign.RunAsync(new KeyedCaches(), 16, output.WriteLine);

    [Fact]
    public Task AtomicObjectsHoldTheSameWithoutTheirLocks() => Campaign.RunAsync(new AtomicObjects(), 24, output.WriteLine);

    [Fact]
    public Task TwoStepObjectsHoldTheSameThoughThreadsMeet() => Campaign.RunAsync(new TwoStepObjects(), 24, output.WriteLine);

    [Fact]
    public Task FieldsThatAreMadeOnFirstUseAreTheSameForAll() => Campaign.RunAsync(new FirstUseObjects(), 16, output.WriteLine);

    [Fact]
    public Task SectionsThatAwaitStillKeepEachOtherOut() => Campaign.RunAsync(new AwaitingSections(), 16, output.WriteLine);

    [Fact]
    public Task BlockedTasksKeepTheirMeaning() => Campaign.RunAsync(new BlockedTasks(), 24, output.WriteLine);

    [Fact]
    public Task QueriesForAllKeysFindTheSame() => Campaign.RunAsync(new QueriesPerItem(), 40, output.WriteLine);

    [Fact]
    public Task OneSaveLeavesTheSame() => Campaign.RunAsync(new SavesPerItem(), 40, output.WriteLine);

    [Fact]
    public Task SavesThatAreNeededAreNotReported() => Campaign.RunAsync(new NeededSaves(), 60, output.WriteLine);

    [Fact]
    public Task QueriesThatDependOnEachOtherAreNotReported() => Campaign.RunAsync(new TiedQueries(), 60, output.WriteLine);
}
