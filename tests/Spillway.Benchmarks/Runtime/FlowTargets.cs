using System.Threading.Tasks.Dataflow;

namespace Spillway.Benchmarks.Runtime;

internal static class FlowTargets
{
    private const int Items = 50_000;

    public static IEnumerable<Target> All(bool isQuick)
    {
        var effort = isQuick ? Effort.Quick : Effort.Full;
        yield return new Target("Pipeline vs Dataflow, one transform", Comparison.OfTime("time", 0.6, effort, PipelineOurs, PipelineTheirs));
        yield return new Target(
            "TaskGroup vs List<Task> + WhenAll, one child",
            Comparison.OfTime("time", 1.5, effort, GroupOurs, GroupTheirs),
            new Comparison("bytes retained per child", 0.5, Retained));
        yield return new Target("BatchLoader, 1000 keys by 100", new Comparison("round trips over ceil(keys / batch size)", 1, RoundTrips));
    }

    private static Task PipelineOurs() => Pipeline.From(Enumerable.Range(0, Items), 64)
        .Transform(8, async ValueTask<int> (x, _) =>
        {
            await Task.Yield();
            return x;
        })
        .ForEachAsync(1, (_, _) => ValueTask.CompletedTask);

    private static async Task PipelineTheirs()
    {
        var transform = new TransformBlock<int, int>(
            async x =>
            {
                await Task.Yield();
                return x;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 8, BoundedCapacity = 64, EnsureOrdered = true });
        var action = new ActionBlock<int>(static _ => { }, new ExecutionDataflowBlockOptions { BoundedCapacity = 8 });
        transform.LinkTo(action, new DataflowLinkOptions { PropagateCompletion = true });
        for (var i = 0; i < Items; i++)
            await transform.SendAsync(i);

        transform.Complete();
        await action.Completion;
    }

    private static Task GroupOurs() => TaskGroup.RunAsync(group =>
    {
        for (var i = 0; i < Items; i++)
            group.Run(Child);
        return Task.CompletedTask;
    });

    private static async Task GroupTheirs()
    {
        var tasks = new List<Task>();
        for (var i = 0; i < Items; i++)
            tasks.Add(Child(default));
        await Task.WhenAll(tasks);
    }

    private static async Task Child(CancellationToken token) => await Task.Yield();

    private static async Task<double> Retained()
    {
        await using var group = new TaskGroup();
        await Add(1_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Add(Items);
        var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        await group.WaitAsync();
        return Math.Max(retained, 0.0) / Items;

        // Each child is awaited, so none is alive when memory is looked at.
        async Task Add(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await group.Run(static async token =>
                {
                    await Child(token);
                    return true;
                });
            }
        }
    }

    private static async Task<double> RoundTrips()
    {
        var fetches = 0;
        var loader = new BatchLoader<int, int>(
            (keys, _) =>
            {
                Interlocked.Increment(ref fetches);
                return Task.FromResult<IReadOnlyDictionary<int, int>>(keys.ToDictionary(key => key));
            },
            maxBatchSize: 100);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(key => loader.LoadAsync(key)));
        return fetches / 10.0;
    }
}
