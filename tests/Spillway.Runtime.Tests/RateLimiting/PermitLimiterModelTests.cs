using System.Threading.RateLimiting;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests.RateLimiting;

/// <summary>Random fan-outs under a limiter whose answers come when the seed says so, and the same on the real pool.</summary>
public sealed class PermitLimiterModelTests
{
    [Fact]
    public void Every_run_ends_as_the_model_says_and_no_permit_is_lost() => Property.ForSeeds(seed =>
    {
        // The window keeps the model from asking for full slots: here it is the limiter who decides about that.
        var model = new FanOutModel(seed) { Window = int.MaxValue - 1 };
        var limiter = new ScriptedLimiter(model.Queue.Random.Next(1, 6), model.Queue);
        var items = model.Kind == SourceKind.Asynchronous
            ? new PermittedItems<int>(model.Source.Asynchronous, new PermitLimiter(limiter))
            : new PermittedItems<int>(model.Kind == SourceKind.Array ? Enumerable.Range(0, model.Count).ToArray() : model.Source.Synchronous, new PermitLimiter(limiter));
        Func<int, CancellationToken, ValueTask<string>> select = (item, token) =>
        {
            Assert.InRange(model.InFlight, 0, limiter.Outstanding - 1);
            return model.Select(item, token);
        };
        var task = new ResultFanOut<Permitted<int>, string>(
            new ItemSource<Permitted<int>>(items), model.Limit, RateLimitedEnumerable.WithPermit(select), model.Queue, model.Caller.Token).Run();
        model.RunAll(() => task.IsCompleted);
        model.CheckEnd(task);
        if (task.IsCompletedSuccessfully)
            Assert.Equal(Enumerable.Range(0, model.Count).Select(FanOutModel.Result), task.Result);

        Assert.Equal((0, 0, 0), (limiter.Outstanding, limiter.Waiting, limiter.DisposedTwice));
    }, Effort.Cases(@short: 1_000, @long: 100_000));

    [Fact]
    public async Task Random_runs_on_the_real_pool_keep_the_limit_and_lose_no_permit() => await Watchdog.Guard(async seed =>
    {
        var random = new Random(seed);
        for (var done = 0; done < Effort.Operations();)
        {
            var permits = random.Next(1, 6);
            var count = random.Next(1, 400);
            var failAt = random.Next(3) == 0 ? random.Next(count) : -1;
            var cancelAt = random.Next(3) == 0 ? random.Next(count) : -1;
            var inside = 0;
            using var caller = new CancellationTokenSource();
            using var limiter = new ConcurrencyLimiter(new() { PermitLimit = permits, QueueLimit = int.MaxValue });
            var thrown = await Record.ExceptionAsync(() => Enumerable.Range(0, count).SelectConcurrentAsync(
                random.Next(1, 10),
                new PermitLimiter(limiter),
                async ValueTask<int> (x, _) =>
                {
                    Assert.InRange(Interlocked.Increment(ref inside), 1, permits);
                    if (x == cancelAt)
                        caller.Cancel();
                    if (x % 3 == 0)
                        await Task.Yield();
                    Interlocked.Decrement(ref inside);
                    return x == failAt ? throw new InvalidDataException() : x;
                },
                caller.Token));
            Assert.True(thrown is null or InvalidDataException or OperationCanceledException, $"{thrown}");
            Assert.Equal(thrown is null, failAt < 0 && cancelAt < 0);
            Assert.Equal((0, permits), (inside, limiter.GetStatistics()!.CurrentAvailablePermits));
            done += count;
        }
    });
}
