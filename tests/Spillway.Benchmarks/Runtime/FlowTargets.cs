using System.Threading.Tasks.Dataflow;

namespace Spillway.Benchmarks.Runtime;

internal static class FlowTargets
{
    private const int Items = 50_000;

    public static IEnumerable<Comparison> All(bool isQuick)
    {
        var rounds = isQuick ? 15 : 41;
        yield return Comparison.OfTime("Pipeline vs Dataflow, one transform: time", 0.6, rounds, PipelineOurs, PipelineTheirs);
        yield return Comparison.OfTime("TaskGroup vs List<Task> + WhenAll: time", 1.5, rounds, GroupOurs, GroupTheirs);
        yield return new Comparison("BatchLoader, 1000 keys by 100: round trips over the least possible", 1, RoundTrips);
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
