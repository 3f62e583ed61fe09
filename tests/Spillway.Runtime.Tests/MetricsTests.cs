using System.Diagnostics.Metrics;
using Spillway.RateLimiting;

namespace Spillway.Runtime.Tests;

[Collection(AloneCollection.Name)]
public sealed class MetricsTests
{
    [Fact]
    public async Task A_listener_sees_what_runs_what_waits_and_for_how_long()
    {
        var seen = new Dictionary<(string Instrument, string Type), (double Sum, double Most, int Count)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Spillway")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        await Enumerable.Range(0, 10).SelectConcurrentAsync(4, Yielding);
        await Enumerable.Range(0, 10).SelectSettledAsync(4, Yielding);
        await foreach (var _ in Enumerable.Range(0, 10).SelectConcurrent(4, Yielding))
        {
        }

        await Pipeline.From(Enumerable.Range(0, 10), 2).ForEachAsync(2, async (_, _) => await Task.Yield());
        await TaskGroup.RunAsync(async group =>
        {
            group.Run(_ => Task.Delay(1));
            await group.Run(async _ => 1);
        });
        await new BatchLoader<int, int>((keys, _) => Task.FromResult<IReadOnlyDictionary<int, int>>(keys.ToDictionary(k => k)), 5).LoadAsync(1);
        await using (var pool = new ComputePool(threadCount: 1))
            await Task.WhenAll(pool.RunAsync(_ => 1), pool.RunAsync(_ => { }));

        var gate = new ConcurrencyGate(1);
        var inside = new TaskCompletionSource();
        var first = gate.RunAsync(_ => inside.Task);
        var second = gate.RunAsync(async _ => 2);
        inside.SetResult();
        await Task.WhenAll(first, second);
        await Contend(new KeyedAsyncLock<int>());
        await Enumerable.Range(0, 4).SelectConcurrentAsync(4, new PermitLimiter(new ScriptedLimiter(1)), Yielding);
        await new PermitLimiter(new ScriptedLimiter(1)).RunAsync(async _ => await Task.Yield());

        string[] running = ["SelectConcurrentAsync", "SelectSettledAsync", "SelectConcurrent", "Pipeline", "TaskGroup", "BatchLoader", "ComputePool", "ConcurrencyGate", "PermitLimiter"];
        string[] waiting = ["ComputePool", "ConcurrencyGate", "KeyedAsyncLock", "PermitLimiter"];
        Assert.All(running, type =>
        {
            var (sum, most, _) = seen[("spillway.in_flight", type)];
            Assert.Equal(0, sum);
            Assert.InRange(most, 1, 4);
        });
        Assert.All(waiting, type =>
        {
            Assert.Equal(0, seen[("spillway.queued", type)].Sum);
            var (sum, _, count) = seen[("spillway.wait_time", type)];
            Assert.True(sum >= 0 && count > 0);
        });

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
            {
                var key = (instrument.Name, (string)tags[0].Value!);
                var (sum, most, count) = seen.GetValueOrDefault(key);
                seen[key] = (sum + value, Math.Max(most, sum + value), count + 1);
            }
        }
    }

    [Fact]
    public async Task A_listener_that_throws_costs_nothing() => await Watchdog.Guard(async () =>
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Spillway")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("the listener"));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("the listener"));
        listener.Start();

        Assert.Equal(10, (await Enumerable.Range(0, 10).SelectConcurrentAsync(4, Yielding)).Length);
        await TaskGroup.RunAsync(async group => await group.Run(async _ => 1), maxConcurrency: 1);
        await using (var pool = new ComputePool(threadCount: 1))
            await Task.WhenAll(pool.RunAsync(_ => 1), pool.RunAsync(_ => { }));
        await Contend(new KeyedAsyncLock<int>());
        Assert.Equal(2, await new PermitLimiter(new ScriptedLimiter(1)).RunAsync(async _ => 2));
    });

    private static async Task Contend(KeyedAsyncLock<int> keyed)
    {
        var holding = await keyed.LockAsync(1);
        var waiting = keyed.LockAsync(1).AsTask();
        holding.Dispose();
        (await waiting).Dispose();
    }

    private static async Task<int> Yielding(int item, CancellationToken token)
    {
        await Task.Yield();
        return item;
    }
}
