using System.Threading.Channels;

namespace Spillway.Runtime.Tests.Linearizability;

/// <summary>Short histories on real threads: each must be explained by some order of its operations.</summary>
public sealed class LinearizabilityTests
{
    private static int Rounds => Effort.Cases(@short: 400);

    [Fact]
    public async Task The_search_accepts_what_is_possible_and_rejects_what_is_not()
    {
        Assert.Null(await Outcome(1));
        Assert.Null(await Outcome(0));
        Assert.Contains("No order explains", (await Outcome(2))!.Message);

        // A read beside a write may see it or not, but not something else.
        static async Task<Exception?> Outcome(int seen)
        {
            var history = new History<int>();
            var write = new TaskCompletionSource<int>();
            var writing = history.Record("write", () => write.Task, (_, value) => (true, value));
            await history.Record("read", () => Task.FromResult(seen), (state, value) => (state == value, state));
            write.SetResult(1);
            await writing;
            return Xunit.Record.Exception(() => history.Check(0));
        }
    }

    [Fact]
    public async Task Locks_behave_like_a_flag() => await Watchdog.Guard(async () =>
    {
        for (var round = 0; round < Rounds; round++)
        {
            var asyncLock = new AsyncLock();
            var keyed = new KeyedAsyncLock<int>();
            await Check(async () => await asyncLock.TryLockAsync(TimeSpan.Zero), holding => holding.IsAcquired);
            await Check(async () => await keyed.TryLockAsync(1, TimeSpan.Zero), holding => holding.IsAcquired);
        }

        static async Task Check<T>(Func<Task<T>> tryLock, Func<T, bool> isAcquired)
            where T : IDisposable
        {
            var history = new History<bool>();
            await Together(3, async _ =>
            {
                for (var i = 0; i < 3; i++)
                {
                    var holding = await history.Record("try", tryLock, (held, result) => (isAcquired(result) == !held, true));
                    if (isAcquired(holding))
                        await history.Record("release", () => Call(holding.Dispose), (held, _) => (held, false));
                }
            });
            history.Check(false);
        }
    });

    [Fact]
    public async Task A_selector_takes_from_queues() => await Watchdog.Guard(async () =>
    {
        for (var round = 0; round < Rounds; round++)
        {
            var channels = new[] { Channel.CreateUnbounded<int>(), Channel.CreateUnbounded<int>() };
            using var select = new ChannelSelector();
            var cases = channels.Select(channel => select.AddReader(channel.Reader)).ToArray();
            var history = new History<(string First, string Second)>();
            await Together(3, async worker =>
            {
                if (worker < 2)
                {
                    for (var i = 0; i < 4; i++)
                    {
                        var item = i;
                        await history.Record($"write {worker}", () => Call(() => channels[worker].Writer.TryWrite(item), item), (state, value) => (true, Append(state, worker, value)));
                    }

                    return;
                }

                for (var i = 0; i < 8; i++)
                    await history.Record("take", Take, (state, taken) => Remove(state, taken.Case, taken.Item));
            });
            history.Check(("", ""));

            async Task<(int Case, int Item)> Take()
            {
                var ready = await select.WaitAsync();
                var index = Array.IndexOf(cases, ready);
                Assert.True(cases[index].TryRead(out var item));
                return (index, item);
            }
        }

        static (string, string) Append((string First, string Second) state, int channel, int item) =>
            channel == 0 ? (state.First + item, state.Second) : (state.First, state.Second + item);

        static (bool, (string, string)) Remove((string First, string Second) state, int channel, int item)
        {
            var queue = channel == 0 ? state.First : state.Second;
            if (queue.Length == 0 || queue[0] != '0' + item)
                return (false, state);

            return (true, channel == 0 ? (queue[1..], state.Second) : (state.First, queue[1..]));
        }
    });

    [Fact]
    public async Task A_loader_reads_what_is_stored_between_call_and_return() => await Watchdog.Guard(async () =>
    {
        for (var round = 0; round < Rounds / 2; round++)
        {
            var stored = 0;
            var loader = new BatchLoader<int, int>(
                (keys, _) => Task.FromResult<IReadOnlyDictionary<int, int>>(keys.ToDictionary(key => key, _ => Volatile.Read(ref stored))), 2);
            var history = new History<int>();
            await Together(4, async worker =>
            {
                for (var i = 0; i < 3; i++)
                {
                    var value = (worker * 10) + i;
                    if (worker == 0)
                        await history.Record("store", () => Call(() => Volatile.Write(ref stored, value), value), (_, written) => (true, written));
                    else
                        await history.Record("load", () => loader.LoadAsync(1), (state, loaded) => (loaded == state, state));
                }
            });
            history.Check(0);
        }
    });

    [Fact]
    public async Task A_striped_sum_lies_between_what_was_added_before_and_after() => await Watchdog.Guard(async () =>
    {
        var counter = new StripedCounter();
        var begun = 0L;
        var ended = 0L;
        await Together(3, async worker =>
        {
            for (var i = 0; i < Effort.Operations(@short: 60_000) / 3; i++)
            {
                if (worker == 0)
                {
                    var least = Interlocked.Read(ref ended);
                    var sum = counter.Sum();
                    Assert.InRange(sum, least, Interlocked.Read(ref begun));
                    continue;
                }

                Interlocked.Increment(ref begun);
                counter.Increment();
                Interlocked.Increment(ref ended);
            }

            await Task.CompletedTask;
        });
        Assert.Equal(ended, counter.Sum());
    });

    // All start at the same moment, each on a flow of its own.
    private static async Task Together(int workers, Func<int, Task> body)
    {
        using var start = new Barrier(workers);
        Task[] tasks;
        using (ExecutionContext.SuppressFlow())
        {
            tasks = [.. Enumerable.Range(0, workers).Select(worker => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return body(worker);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap())];
        }

        await Task.WhenAll(tasks);
    }

    private static Task<int> Call(Action action, int result = 0)
    {
        action();
        return Task.FromResult(result);
    }
}
