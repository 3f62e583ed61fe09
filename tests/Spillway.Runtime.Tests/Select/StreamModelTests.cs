namespace Spillway.Runtime.Tests.Select;

/// <summary>Random streams with a random consumer, who may be slow and may leave.</summary>
public sealed class StreamModelTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_stream_ends_as_the_model_says(bool ordered) => Property.ForSeeds(
        seed => Run(seed, ordered), Effort.Cases(@short: 1_500, @long: 150_000));

    private static void Run(int seed, bool ordered)
    {
        var random = new Random(seed);
        int? window = random.Next(2) == 0 ? null : random.Next(1, 20);
        var leaveAfter = random.Next(3) == 0 ? random.Next(20) : -1;
        var probe = new FanOutModel(seed);
        var model = new FanOutModel(seed) { Window = window ?? (int)Math.Min(4L * probe.Limit, int.MaxValue) };
        var stream = new ConcurrentStream<int, string>(model.Items, model.Limit, model.Select, ordered, window, model.Queue);
        var received = new List<string>();
        var task = Consume();
        model.RunAll(() => task.IsCompleted || model.HasLeft);
        Assert.True(task.IsCompleted, "It hangs: nothing is ready, and the stream has not ended.");
        model.CheckNothingIsAlive();
        if (!model.HasLeft)
            CheckEnd(model, task);

        var expected = ordered ? Enumerable.Range(0, received.Count) : model.Succeeded.Take(received.Count);
        Assert.Equal(expected.Select(FanOutModel.Result), received);

        async Task Consume()
        {
            var enumerator = stream.GetAsyncEnumerator(model.Caller.Token);
            try
            {
                while (await enumerator.MoveNextAsync().ConfigureAwait(false))
                {
                    received.Add(enumerator.Current);
                    model.HandedOut++;
                    if (received.Count == leaveAfter)
                    {
                        model.HasLeft = true;
                        break;
                    }

                    if (model.Queue.Random.Next(2) == 0)
                    {
                        var pause = new TaskCompletionSource();
                        model.Queue.Add(pause.SetResult);
                        await pause.Task.ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                await enumerator.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static void CheckEnd(FanOutModel model, Task task)
    {
        var thrown = Record.Exception(() => task.GetAwaiter().GetResult());
        if (model.Canceled && thrown is null)
            Assert.Equal(model.Count, model.HandedOut);
        else if (model.Canceled)
            Assert.Equal(model.Caller.Token, Assert.IsAssignableFrom<OperationCanceledException>(thrown).CancellationToken);
        else if (model.Failures.Count > 0)
            Assert.Same(model.Failures[0], thrown);
        else
            Assert.True(thrown is null && model.HandedOut == model.Count, $"{model.HandedOut} of {model.Count} results, {thrown}");
    }
}
