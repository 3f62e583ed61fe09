using System.Threading.Channels;

namespace Spillway.Runtime.Tests.Channels;

public sealed class ChannelSelectorTests
{
    [Fact]
    public async Task What_is_there_is_found_at_once_and_what_comes_is_waited_for()
    {
        var numbers = Channel.CreateUnbounded<int>();
        var texts = Channel.CreateUnbounded<string>();
        using var select = new ChannelSelector();
        var number = select.AddReader(numbers.Reader);
        var text = select.AddReader(texts.Reader);
        numbers.Writer.TryWrite(1);
        Assert.Same(number, await select.WaitAsync());
        Assert.True(number.TryRead(out var one));
        Assert.Equal(1, one);
        Assert.False(number.TryRead(out _));

        var waiting = select.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        texts.Writer.TryWrite("two");
        Assert.Same(text, await waiting);
        Assert.True(text.TryRead(out var two));
        Assert.Equal("two", two);
    }

    [Fact]
    public async Task A_completed_channel_is_disabled_and_the_last_one_ends_the_loop()
    {
        var first = Channel.CreateUnbounded<int>();
        var second = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        var one = select.AddReader(first.Reader);
        var two = select.AddReader(second.Reader);
        select.AddTimeout(TimeSpan.FromDays(1));
        first.Writer.Complete();
        second.Writer.TryWrite(2);
        second.Writer.Complete();
        Assert.Same(two, await select.WaitAsync());
        Assert.True(one.IsDisabled);
        Assert.True(two.TryRead(out _));
        Assert.Null(await select.WaitAsync());
        Assert.Null(await select.WaitAsync());
    }

    [Fact]
    public async Task A_faulted_channel_throws_once_and_the_others_go_on()
    {
        var bad = Channel.CreateUnbounded<int>();
        var good = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        select.AddReader(bad.Reader);
        var fine = select.AddReader(good.Reader);
        bad.Writer.Complete(new InvalidDataException());
        good.Writer.TryWrite(1);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await select.WaitAsync());
        Assert.Same(fine, await select.WaitAsync());
    }

    [Fact]
    public async Task The_search_starts_elsewhere_each_time()
    {
        var channels = Enumerable.Range(0, 3).Select(_ => Channel.CreateUnbounded<int>()).ToArray();
        using var select = new ChannelSelector();
        var cases = channels.Select(channel => select.AddReader(channel.Reader)).ToArray();
        foreach (var channel in channels)
        {
            for (var i = 0; i < 100; i++)
                channel.Writer.TryWrite(i);
        }

        var served = new int[3];
        for (var i = 0; i < 30; i++)
        {
            var ready = await select.WaitAsync();
            var index = Array.IndexOf(cases, ready);
            Assert.True(cases[index].TryRead(out _));
            served[index]++;
        }

        Assert.Equal([10, 10, 10], served);
    }

    [Fact]
    public void Time_outs_are_measured_per_wait_and_items_come_first()
    {
        SeededQueue.Isolated(() =>
        {
            var time = new FakeTime();
            var queue = new SeededQueue(1);
            var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
            using var select = new ChannelSelector(queue, time);
            var reader = select.AddReader(channel.Reader);
            var slow = select.AddTimeout(TimeSpan.FromSeconds(10));
            var quick = select.AddTimeout(TimeSpan.FromSeconds(3));
            for (var round = 0; round < 3; round++)
            {
                var waiting = select.WaitAsync();
                time.Advance(TimeSpan.FromSeconds(2));
                queue.RunAll();
                Assert.False(waiting.IsCompleted);
                time.Advance(TimeSpan.FromSeconds(1));
                queue.RunAll();
                Assert.True(waiting.IsCompletedSuccessfully);
                Assert.Same(quick, waiting.Result);
                Assert.Equal(0, time.Armed);
            }

            channel.Writer.TryWrite(1);
            Assert.Same(reader, select.WaitAsync().Result);
            Assert.NotSame(slow, quick);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChannelSelector().AddTimeout(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task A_selector_of_time_outs_alone_just_waits()
    {
        var time = new FakeTime();
        using var select = new ChannelSelector(time);
        var after = select.AddTimeout(TimeSpan.FromSeconds(1));
        var waiting = select.WaitAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(after, await waiting);
    }

    [Fact]
    public async Task Cancelling_a_wait_loses_nothing_and_a_second_waiter_is_refused()
    {
        var channel = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        var reader = select.AddReader(channel.Reader);
        using var caller = new CancellationTokenSource();
        var waiting = select.WaitAsync(caller.Token).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await select.WaitAsync());
        Assert.Throws<InvalidOperationException>(() => select.AddReader(channel.Reader));
        caller.Cancel();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        channel.Writer.TryWrite(5);
        Assert.Same(reader, await select.WaitAsync());
        Assert.True(reader.TryRead(out var item));
        Assert.Equal(5, item);
    }

    [Fact]
    public async Task A_disposed_selector_waits_no_more()
    {
        var channel = Channel.CreateUnbounded<int>();
        var select = new ChannelSelector();
        select.AddReader(channel.Reader);
        var waiting = select.WaitAsync().AsTask();
        select.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await select.WaitAsync());
    }

    [Fact]
    public async Task A_selector_that_is_disposed_while_it_asks_its_channels_says_so()
    {
        var select = new ChannelSelector();
        select.AddReader(new AskedReader(select.Dispose));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await select.WaitAsync());
    }

    [Fact]
    public async Task Random_writers_lose_no_item() => await Watchdog.Guard(async () =>
    {
        var channels = Enumerable.Range(0, 4).Select(i => i % 2 == 0 ? Channel.CreateUnbounded<int>() : Channel.CreateBounded<int>(2)).ToArray();
        var perChannel = Effort.Operations() / channels.Length;
        var writers = channels.Select(channel => Task.Run(async () =>
        {
            for (var i = 0; i < perChannel; i++)
            {
                await channel.Writer.WriteAsync(i);
                if (i % 50 == 0)
                    await Task.Yield();
            }

            channel.Writer.Complete();
        })).ToArray();
        using var select = new ChannelSelector();
        var cases = channels.Select(channel => select.AddReader(channel.Reader)).ToArray();
        var next = new int[channels.Length];
        while (await select.WaitAsync() is { } ready)
        {
            var index = Array.IndexOf(cases, ready);
            if (cases[index].TryRead(out var item))
                Assert.Equal(next[index]++, item);
        }

        Assert.All(next, count => Assert.Equal(perChannel, count));
        await Task.WhenAll(writers);
    });

    /// <summary>A channel that never has anything, and during whose question something else happens.</summary>
    private sealed class AskedReader(Action meanwhile) : ChannelReader<int>
    {
        public override bool TryRead(out int item)
        {
            item = 0;
            return false;
        }

        public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        {
            meanwhile();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return false;
        }
    }
}

[Collection(AloneCollection.Name)]
public sealed class ChannelSelectorMemoryTests
{
    [Fact]
    public async Task A_silent_channel_collects_nothing()
    {
        var busy = Channel.CreateUnbounded<int>();
        var silent = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        var reader = select.AddReader(busy.Reader);
        select.AddReader(silent.Reader);
        await Iterate(1_000);
        var kept = await Allocations.Kept(() => Iterate(Effort.Operations(@short: 100_000)));
        Assert.True(kept < 100_000, $"{kept} B are kept.");

        async Task Iterate(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var waiting = select.WaitAsync();
                busy.Writer.TryWrite(i);
                Assert.Same(reader, await waiting);
                Assert.True(reader.TryRead(out _));
            }
        }
    }
}
