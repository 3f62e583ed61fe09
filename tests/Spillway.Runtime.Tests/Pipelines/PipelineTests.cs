using System.Threading.Channels;

namespace Spillway.Runtime.Tests.Pipelines;

public sealed class PipelineTests
{
    [Fact]
    public async Task Stages_follow_each_other()
    {
        var sums = new List<int>();
        await Pipeline.From(Enumerable.Range(1, 10), capacity: 4)
            .Transform(2, async (x, _) =>
            {
                await Task.Yield();
                return x * 10;
            })
            .Batch(4, Timeout.InfiniteTimeSpan)
            .ForEachAsync(1, (batch, _) =>
            {
                sums.Add(batch.Sum());
                return ValueTask.CompletedTask;
            });
        Assert.Equal([100, 260, 190], sums);
    }

    [Fact]
    public async Task A_pipeline_runs_anew_each_time()
    {
        var pipeline = Pipeline.From(new[] { 1, 2, 3 }, 1).Transform(2, (x, _) => Task.FromResult(x + 1));
        for (var i = 0; i < 2; i++)
        {
            var sum = 0;
            await pipeline.ForEachAsync(1, (x, _) =>
            {
                sum += x;
                return Task.CompletedTask;
            });
            Assert.Equal(9, sum);
        }
    }

    [Fact]
    public void A_batch_goes_out_when_its_first_item_has_waited_long_enough() => SeededQueue.Isolated(() =>
    {
        var time = new FakeTime();
        var queue = new SeededQueue(1);
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        var batches = new List<int[]>();
        var task = Pipeline.From(new ItemSource<int>(channel.Reader.ReadAllAsync()), 10, time, queue)
            .Batch(3, TimeSpan.FromSeconds(5))
            .ForEachAsync(1, (batch, _) =>
            {
                batches.Add([.. batch]);
                return ValueTask.CompletedTask;
            });
        Write(1);
        time.Advance(TimeSpan.FromSeconds(4));
        Write(2);
        Assert.Empty(batches);
        time.Advance(TimeSpan.FromSeconds(1));
        queue.RunAll();
        Assert.Equal([[1, 2]], batches);
        Write(3);
        Write(4);
        Write(5);
        Assert.Equal([[1, 2], [3, 4, 5]], batches);
        Write(6);
        channel.Writer.Complete();
        queue.RunAll();
        Assert.Equal([[1, 2], [3, 4, 5], [6]], batches);
        Assert.True(task.IsCompletedSuccessfully);

        void Write(int item)
        {
            channel.Writer.TryWrite(item);
            queue.RunAll();
        }
    });

    [Fact]
    public async Task A_failure_at_the_end_cancels_the_beginning_at_once() => await Watchdog.Guard(async () =>
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (began, ended) = (0, 0);
        var task = Pipeline.From(Enumerable.Range(0, 1000), 10)
            .Transform(4, async (x, ct) =>
            {
                if (x < 2)
                    return x;

                Interlocked.Increment(ref began);
                busy.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                finally
                {
                    Interlocked.Increment(ref ended);
                }

                return x;
            })
            .ForEachAsync(1, async (x, _) =>
            {
                if (x == 0)
                    return;

                // The last stage may be faster than the first: there must be something to cancel.
                await busy.Task;
                throw new InvalidDataException();
            });
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.InRange(began, 1, 4);
        Assert.Equal(began, ended);
    });

    [Fact]
    public async Task A_failure_at_the_beginning_cancels_the_end_at_once() => await Watchdog.Guard(async () =>
    {
        var task = Pipeline.From(Source(), 10)
            .ForEachAsync(1, async (x, ct) => await Task.Delay(Timeout.Infinite, ct));
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.Single(task.Exception!.InnerExceptions);

        static async IAsyncEnumerable<int> Source()
        {
            yield return 1;
            await Task.Yield();
            throw new InvalidDataException();
        }
    });

    [Fact]
    public async Task A_batch_of_batches_ends_cleanly_when_a_later_stage_fails() => await Watchdog.Guard(async () =>
    {
        var channel = Channel.CreateUnbounded<int>();
        channel.Writer.TryWrite(1);
        var ended = false;
        var task = Pipeline.From(Source(), 10)
            .Batch(10, TimeSpan.FromMilliseconds(1))
            .Batch(10, TimeSpan.FromMilliseconds(1))
            .ForEachAsync(1, (_, _) => throw new InvalidDataException());
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.Single(task.Exception!.InnerExceptions);
        Assert.True(ended);

        // Waits for more until it is cancelled, and takes a moment to go.
        async IAsyncEnumerable<int> Source([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                await foreach (var item in channel.Reader.ReadAllAsync(token))
                    yield return item;
            }
            finally
            {
                await Task.Delay(50, CancellationToken.None);
                ended = true;
            }
        }
    });

    [Fact]
    public async Task The_longest_delay_is_none() => await Watchdog.Guard(async () =>
    {
        var sizes = new List<int>();
        await Pipeline.From(Later(), 10).Batch(3, TimeSpan.MaxValue).ForEachAsync(1, async (batch, _) => sizes.Add(batch.Count));
        Assert.Equal([3, 2], sizes);

        static async IAsyncEnumerable<int> Later()
        {
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(1);
                yield return i;
            }
        }
    });

    [Fact]
    public async Task The_callers_token_cancels_the_run()
    {
        using var caller = new CancellationTokenSource();
        var task = Pipeline.From(Enumerable.Range(0, 10), 2).ForEachAsync(2, async (_, ct) => await Task.Delay(Timeout.Infinite, ct), caller.Token);
        caller.Cancel();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);
        Assert.True(Pipeline.From(Enumerable.Range(0, 10), 2).ForEachAsync(2, (_, _) => Task.CompletedTask, caller.Token).IsCanceled);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => Pipeline.From((IEnumerable<int>)null!, 1));
        Assert.Throws<ArgumentNullException>(() => Pipeline.From((IAsyncEnumerable<int>)null!, 1));
        var pipeline = Pipeline.From(new[] { 1 }, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pipeline.From(new[] { 1 }, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Transform(0, (x, _) => Task.FromResult(x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Batch(0, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Batch(1, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = pipeline.ForEachAsync(0, (_, _) => Task.CompletedTask); });
        Assert.Throws<ArgumentNullException>(() => { _ = pipeline.ForEachAsync(1, (Func<int, CancellationToken, Task>)null!); });
    }

    [Fact]
    public async Task Random_stages_on_the_real_pool_lose_nothing() => await Watchdog.Guard(async seed =>
    {
        var total = Effort.Operations();
        var seen = new int[total];
        var random = new Random(seed);
        await Pipeline.From(Enumerable.Range(0, total), 64)
            .Transform(8, async (x, _) =>
            {
                if (x % 5 == 0)
                    await Task.Yield();
                return x;
            })
            .Batch(random.Next(1, 40), TimeSpan.FromMilliseconds(1))
            .Transform(3, async (batch, _) =>
            {
                await Task.Yield();
                return batch;
            }, ordered: false)
            .ForEachAsync(4, (batch, _) =>
            {
                foreach (var item in batch)
                    Interlocked.Increment(ref seen[item]);
                return ValueTask.CompletedTask;
            });
        Assert.All(seen, count => Assert.Equal(1, count));
    });
}
