using System.Threading.Channels;

namespace Spillway.Runtime.Tests;

/// <summary>How operations end when callers do odd things: dispose the source of their token, cancel with callbacks that throw, give up waiting.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task A_token_whose_source_is_gone_is_a_token_that_is_never_cancelled() => await Watchdog.Guard(async () =>
    {
        var source = new CancellationTokenSource();
        var token = source.Token;
        source.Dispose();
        Assert.Equal(new[] { 2, 3 }, await new[] { 1, 2 }.SelectConcurrentAsync(2, async (x, _) => x + 1, token));
        Assert.Equal(2, (await new[] { 1, 2 }.SelectSettledAsync(2, async (x, _) => x + 1, token)).Length);
        await foreach (var _ in new[] { 1, 2 }.SelectConcurrent(2, async (x, _) => x + 1).WithCancellation(token))
        {
        }

        await TaskGroup.RunAsync(async group => group.Run(_ => Task.Delay(1)), cancellationToken: token);
        await using (var group = new TaskGroup(2, token))
        {
            group.Run(_ => Task.Delay(1));
            await group.WaitAsync();
        }

        await Pipeline.From(new[] { 1, 2 }, 1).Transform(2, async (x, _) => x).ForEachAsync(1, (_, _) => ValueTask.CompletedTask, token);
        var loader = new BatchLoader<int, int>(async (keys, _) => keys.ToDictionary(key => key), 10);
        Assert.Equal(1, await loader.LoadAsync(1, token));
        Assert.Equal(new[] { 1, 2 }, await loader.LoadManyAsync([1, 2], token));
        Assert.Equal(1, await ComputePool.Shared.RunAsync(_ => 1, token));
        Assert.Equal(1, await new ConcurrencyGate(1).RunAsync(async _ => 1, token));

        var asyncLock = new AsyncLock();
        var held = await asyncLock.LockAsync(token);
        Task<AsyncLock.Holding> waiting;
        using (ExecutionContext.SuppressFlow())
            waiting = Task.Run(async () => await asyncLock.LockAsync(token));
        held.Dispose();
        (await waiting).Dispose();

        var channel = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        var reader = select.AddReader(channel.Reader);
        var ready = select.WaitAsync(token).AsTask();
        channel.Writer.TryWrite(1);
        Assert.Same(reader, await ready);
    });

    [Fact]
    public async Task What_a_callback_throws_goes_to_whoever_cancels_the_group()
    {
        await using var group = new TaskGroup();
        group.Run(async ct =>
        {
            ct.Register(() => throw new InvalidDataException("callback"));
            await Task.Delay(Timeout.Infinite, ct);
        });
        Assert.Equal("callback", Assert.Throws<AggregateException>(group.Cancel).InnerException!.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(group.WaitAsync);

        // Leaving asks nobody.
        await using var left = new TaskGroup();
        left.Token.Register(() => throw new InvalidDataException("callback"));
        await left.DisposeAsync();
    }

    [Fact]
    public void A_group_has_not_ended_before_the_callbacks_of_cancel_have_returned()
    {
        var group = new TaskGroup();
        var child = new TaskCompletionSource();
        var waiting = Task.CompletedTask;
        var endedInside = true;
        group.Token.Register(() => endedInside = waiting.IsCompleted);
        group.Token.Register(child.SetResult);
        group.Run(_ => child.Task);
        waiting = group.WaitAsync();
        SeededQueue.Isolated(group.Cancel);
        Assert.False(endedInside);
        Assert.True(waiting.IsCanceled);
    }

    [Fact]
    public async Task A_wait_that_was_given_up_does_not_keep_the_children_alive() => await Watchdog.Guard(async () =>
    {
        var ended = false;
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await using var group = new TaskGroup();
            group.Run(async ct =>
            {
                await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended = true;
            });
            await group.WaitAsync().WaitAsync(TimeSpan.FromMilliseconds(20));
        });
        Assert.True(ended);
    });

    [Fact]
    public async Task Whoever_has_awaited_a_child_finds_its_slot_free()
    {
        await using var group = new TaskGroup(maxConcurrency: 1);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(i, await group.Run(async _ =>
            {
                await Task.Yield();
                return i;
            }));
            Assert.True(group.TryRun(_ => Task.CompletedTask));
        }

        await Assert.ThrowsAsync<ArgumentNullException>(() => group.Run<int>(_ => null!));
        await Assert.ThrowsAsync<ArgumentNullException>(group.WaitAsync);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = TaskGroup.RunAsync(_ => Task.CompletedTask, 0, new CancellationToken(canceled: true)); });
    }

    [Fact]
    public async Task A_stream_that_was_left_before_it_began_does_not_begin()
    {
        var source = new ScriptedSource(5);
        var enumerator = source.Synchronous.SelectConcurrent(2, (x, _) => new ValueTask<int>(x)).GetAsyncEnumerator();
        await enumerator.DisposeAsync();
        Assert.False(await enumerator.MoveNextAsync());
        await enumerator.DisposeAsync();
        Assert.Equal(0, source.Opened);
    }
}
