using System.Runtime.CompilerServices;

namespace Spillway;

/// <summary>Collects items into batches that are handed on when they are full, or when their first item has waited long enough.</summary>
internal static class Batches
{
    public static async IAsyncEnumerator<IReadOnlyList<T>> Of<T>(
        IAsyncEnumerator<T> source, int size, TimeSpan maxDelay, WorkQueue queue, TimeProvider time)
    {
        var signal = new Signal(queue);
        using var timer = maxDelay == Timeout.InfiniteTimeSpan
            ? null
            : time.CreateTimer(static signal => ((Signal)signal!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var read = new StrongBox<bool>();
        Action onRead = () =>
        {
            Volatile.Write(ref read.Value, true);
            signal.Set();
        };
        var isReading = false;
        var batch = new List<T>();
        var began = 0L;
        try
        {
            while (true)
            {
                // One read is kept while batches go out: it must not be lost, and there must not be two.
                var next = source.MoveNextAsync().ConfigureAwait(false).GetAwaiter();
                if (!next.IsCompleted)
                {
                    read.Value = false;
                    isReading = true;
                    next.UnsafeOnCompleted(onRead);
                    while (!Volatile.Read(ref read.Value))
                    {
                        if (batch.Count > 0 && timer is not null)
                        {
                            var remaining = maxDelay - time.GetElapsedTime(began);
                            if (remaining <= TimeSpan.Zero)
                            {
                                yield return Take(ref batch);
                                continue;
                            }

                            timer.Change(TimeLimit.Next(remaining), Timeout.InfiniteTimeSpan);
                        }

                        await signal.WaitAsync().ConfigureAwait(false);
                    }
                }

                isReading = false;
                if (!next.GetResult())
                    break;

                if (batch.Count == 0)
                    began = time.GetTimestamp();

                batch.Add(source.Current);
                if (batch.Count == size)
                    yield return Take(ref batch);
            }

            if (batch.Count > 0)
                yield return batch;
        }
        finally
        {
            // Left while a batch was handed on: the run is cancelled, so the read ends, and a source is not disposed while it is read.
            while (isReading && !Volatile.Read(ref read.Value))
                await signal.WaitAsync().ConfigureAwait(false);

            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static List<T> Take<T>(ref List<T> batch)
    {
        var taken = batch;
        batch = [];
        return taken;
    }
}
