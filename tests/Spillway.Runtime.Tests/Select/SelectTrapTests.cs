namespace Spillway.Runtime.Tests.Select;

/// <summary>Mistakes that earlier designs made.</summary>
public sealed class SelectTrapTests
{
    [Fact]
    public async Task A_cancellation_callback_that_throws_is_recorded()
    {
        var slow = new TaskCompletionSource<int>();
        var task = new[] { 0, 1 }.SelectConcurrentAsync(2, (x, token) =>
        {
            if (x == 1)
                throw new InvalidDataException("first");

            token.Register(() => throw new InvalidOperationException("callback"));
            return new ValueTask<int>(slow.Task);
        });
        slow.SetException(new TimeoutException("last"));
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.Equal(["first", "callback", "last"], task.Exception!.InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task A_cancellation_callback_that_throws_reaches_a_caller_who_cancels()
    {
        using var caller = new CancellationTokenSource();
        var task = new[] { 0 }.SelectConcurrentAsync(
            2,
            async (_, token) =>
            {
                token.Register(() => throw new InvalidOperationException("callback"));
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            caller.Token);
        var thrown = Assert.Throws<AggregateException>(caller.Cancel);
        Assert.Equal("callback", thrown.Flatten().InnerException!.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    [Fact]
    public void The_last_item_may_end_inside_the_callers_cancel()
    {
        using var caller = new CancellationTokenSource();
        var task = new[] { 0 }.SelectConcurrentAsync(
            2,
            (_, token) =>
            {
                var completion = new TaskCompletionSource<int>();
                token.Register(() => completion.SetResult(1));
                return completion.Task;
            },
            caller.Token);
        SeededQueue.Isolated(caller.Cancel);
        Assert.True(task.IsCanceled);
    }

    [Fact]
    public void The_task_waits_for_the_callers_callback_to_return()
    {
        using var caller = new CancellationTokenSource();
        Task<int[]>? task = null;
        var completedInside = true;
        task = new[] { 0 }.SelectConcurrentAsync(
            2,
            (_, token) =>
            {
                var completion = new TaskCompletionSource<int>();
                // Callbacks run in reverse: the item ends first, and then this one still runs on our behalf.
                token.Register(() => completedInside = task!.IsCompleted);
                token.Register(() => completion.SetResult(1));
                return completion.Task;
            },
            caller.Token);
        SeededQueue.Isolated(caller.Cancel);
        Assert.False(completedInside);
        Assert.True(task.IsCanceled);
    }

    [Fact]
    public async Task Cancelling_while_the_last_items_end_never_throws_and_never_hangs() => await Watchdog.Guard(async () =>
    {
        for (var round = 0; round < Effort.Operations(@short: 3_000, @long: 100_000); round++)
        {
            using var caller = new CancellationTokenSource();
            var task = new[] { 0, 1, 2 }.SelectConcurrentAsync(
                2,
                async (x, _) =>
                {
                    await Task.Yield();
                    return x;
                },
                caller.Token);
            caller.Cancel();
            try
            {
                Assert.Equal(new[] { 0, 1, 2 }, await task);
            }
            catch (OperationCanceledException canceled)
            {
                Assert.Equal(caller.Token, canceled.CancellationToken);
            }
        }
    });

    [Fact]
    public void More_results_than_an_array_can_hold_are_a_failure()
    {
        var results = new ResultBuffer<byte>(expectedCount: 3, maxLength: 10);
        for (var i = 0L; i < 10; i++)
        {
            results.Reserve(i);
            results[i] = (byte)i;
        }

        Assert.Throws<OverflowException>(() => results.Reserve(10));
        Assert.Throws<OverflowException>(() => results.Reserve(int.MaxValue + 1L));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)i), results.ToArray(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Slots_keep_their_place_as_the_buffer_grows(int expectedCount)
    {
        for (var count = 0; count < 200; count++)
        {
            var results = new ResultBuffer<int>(expectedCount);
            for (var i = 0; i < count; i++)
            {
                results.Reserve(i);
                results[i] = i;
            }

            Assert.Equal(Enumerable.Range(0, count), results.ToArray(count));
        }
    }

    [Fact]
    public void A_source_that_ends_another_item_while_it_is_read_does_not_read_itself_again() => SeededQueue.Isolated(() =>
    {
        var completions = new Queue<TaskCompletionSource<int>>();
        var queue = new SeededQueue(7);
        var reading = 0;
        var source = new ItemSource<int>(Source());
        var task = new ResultFanOut<int, int>(source, 3, Select, queue, default).Run();
        queue.RunAll();
        Assert.Equal(100, task.GetAwaiter().GetResult().Length);

        ValueTask<int> Select(int item, CancellationToken token)
        {
            var completion = new TaskCompletionSource<int>();
            completions.Enqueue(completion);
            return new ValueTask<int>(completion.Task);
        }

        // The item that ends here runs its worker on this very stack, and that worker wants to read.
        IEnumerable<int> Source()
        {
            for (var i = 0; i < 103; i++)
            {
                if (i < 100)
                    yield return i;

                Assert.Equal(1, ++reading);
                if (completions.TryDequeue(out var completion))
                    completion.SetResult(i);
                reading--;
            }
        }
    });
}
