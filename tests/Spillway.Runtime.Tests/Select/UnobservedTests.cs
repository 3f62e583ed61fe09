using System.Runtime.CompilerServices;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests.Select;

[Collection(AloneCollection.Name)]
public sealed class UnobservedTests
{
    [Fact]
    public async Task No_exception_of_an_item_goes_unobserved()
    {
        var marker = new InvalidDataException("unobserved?");
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            if (args.Exception.InnerExceptions.Contains(marker))
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            // The handler does see what is dropped: otherwise the rest would prove nothing.
            Drop(marker);
            Collect();
            Assert.NotEqual(0, Interlocked.Exchange(ref unobserved, 0));

            for (var round = 0; round < 50; round++)
            {
                await Run(marker);
                await RunOthers(marker);
            }

            Collect();
            Assert.Equal(0, Volatile.Read(ref unobserved));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Exception marker)
    {
        for (var i = 0; i < 10; i++)
            _ = Task.FromException(marker);
    }

    private static async Task Run(Exception marker)
    {
        using var caller = new CancellationTokenSource();
        var task = Enumerable.Range(0, 10).SelectConcurrentAsync(
            5,
            async Task<int> (x, _) =>
            {
                await Task.Yield();
                if (x == 3)
                    caller.Cancel();
                throw marker;
            },
            caller.Token);
        await Assert.ThrowsAnyAsync<Exception>(() => task);
    }

    // Left early, left without waiting, cancelled while it fails: nobody looks at these failures, and nobody has to.
    private static async Task RunOthers(Exception marker)
    {
        await foreach (var _ in Enumerable.Range(0, 10).SelectConcurrent(5, Fail, ordered: false))
            break;

        await using (var group = new TaskGroup())
        {
            for (var i = 0; i < 5; i++)
                _ = group.Run(ct => Fail(i + 1, ct));
        }

        var pipeline = Pipeline.From(Enumerable.Range(1, 10), 3).Transform(3, Fail).ForEachAsync(2, (_, _) => ValueTask.CompletedTask);
        await Assert.ThrowsAnyAsync<Exception>(() => pipeline);
        using var caller = new CancellationTokenSource();
        var loader = new BatchLoader<int, int>(async (_, _) =>
        {
            await Task.Yield();
            throw marker;
        }, 10);
        var load = loader.LoadAsync(1, caller.Token);
        caller.Cancel();
        await Assert.ThrowsAnyAsync<Exception>(() => load);
        await Assert.ThrowsAnyAsync<Exception>(() => loader.LoadManyAsync([2, 3, 4]));
        await Assert.ThrowsAnyAsync<Exception>(() => Enumerable.Range(1, 5).SelectConcurrentAsync(3, new PermitLimiter(new ScriptedLimiter(2)), Fail));
        await Assert.ThrowsAnyAsync<Exception>(() => new ConcurrencyGate(1).RunAsync(ct => Fail(1, ct)));
        await Assert.ThrowsAnyAsync<Exception>(() => ComputePool.Shared.RunAsync(int (_) => throw marker));

        async Task<int> Fail(int item, CancellationToken token)
        {
            await Task.Yield();
            return item == 0 ? item : throw marker;
        }
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
