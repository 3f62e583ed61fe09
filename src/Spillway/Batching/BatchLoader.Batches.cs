using System.Diagnostics.CodeAnalysis;

namespace Spillway;

// How keys come together and how a batch is sent.
public sealed partial class BatchLoader<TKey, TValue>
{
    // Called under the lock.
    private Load Add(TKey key)
    {
        if (_kept is not null && _kept.TryGetValue(key, out var kept) && kept.TryJoin())
            return kept;

        if (_unsent.TryGetValue(key, out var load))
        {
            load.Callers++;
            return load;
        }

        if (_open is null)
        {
            _open = new Batch(this);
            _queue.Enqueue(_open);
        }

        var batch = _open;
        load = new Load(batch, key);
        _unsent.Add(key, load);
        batch.Loads.Add(load);
        if (_kept is not null)
            _kept[key] = load;

        // Full: the next key opens another one. This one is sent at its turn in the queue.
        if (batch.Loads.Count == MaxBatchSize)
            _open = null;

        return load;
    }

    private void Leave(Load load)
    {
        CancellationTokenSource? abandoned = null;
        lock (_sync)
        {
            if (load.Task.IsCompleted || --load.Callers > 0)
                return;

            Release(load);
            var batch = load.Batch;
            if (!batch.IsSent)
            {
                batch.Loads.Remove(load);
                _unsent.Remove(load.Key);
            }
            else if (--batch.Wanted == 0)
            {
                abandoned = batch.Cancellation;
            }
        }

        abandoned?.Cancel();
    }

    // Called under the lock.
    private void Release(Load load)
    {
        if (_kept is not null && _kept.TryGetValue(load.Key, out var kept) && kept == load)
            _kept.Remove(load.Key);
    }

    private async Task SendAsync(Batch batch, Load[] loads)
    {
        IReadOnlyDictionary<TKey, TValue>? values = null;
        Exception? failure = null;
        var isCounted = Instruments.Started(nameof(BatchLoader<TKey, TValue>));
        try
        {
            var keys = Array.ConvertAll(loads, load => load.Key);
            values = await _fetch(keys, batch.Cancellation.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The fetch returned null instead of a dictionary.");
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Instruments.Ended(nameof(BatchLoader<TKey, TValue>), isCounted);
        foreach (var load in loads)
        {
            var reason = failure;
            if (failure is null && TryFind(values!, load.Key, out var value, ref reason))
            {
                load.SetResult(value);
                continue;
            }

            lock (_sync)
                Release(load);
            load.SetFailure(reason!);
        }
    }

    // The dictionary is somebody else's code. Whatever it does, every load gets an answer.
    private static bool TryFind(IReadOnlyDictionary<TKey, TValue> values, TKey key, [MaybeNullWhen(false)] out TValue value, ref Exception? reason)
    {
        try
        {
            if (values.TryGetValue(key, out value))
                return true;

            reason = new KeyNotFoundException($"The fetch returned nothing for the key '{key}'.");
        }
        catch (Exception exception)
        {
            value = default;
            reason = exception;
        }

        return false;
    }

    /// <summary>The wait for one key, shared by all who asked for it.</summary>
    private sealed class Load(Batch batch, TKey key)
    {
        private readonly TaskCompletionSource<TValue> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Batch Batch => batch;

        public TKey Key => key;

        public Task<TValue> Task => _completion.Task;

        /// <summary>How many still wait; guarded by the loader's lock.</summary>
        public int Callers { get; set; } = 1;

        /// <summary>Adds a caller, unless all have left and the fetch is being cancelled.</summary>
        public bool TryJoin()
        {
            if (Callers == 0)
                return false;

            Callers++;
            return true;
        }

        public void SetResult(TValue value) => _completion.SetResult(value);

        public void SetFailure(Exception exception)
        {
            _completion.SetException(exception);

            // All who cared may have left.
            _ = _completion.Task.Exception;
        }
    }

    private sealed class Batch(BatchLoader<TKey, TValue> loader) : IThreadPoolWorkItem
    {
        // A queue turn is over in a microsecond when the pool is idle, while somebody else may still be adding keys in a loop.
        private const int QuietTurns = 16;

        // But loads that never cease must not hold a batch back for ever.
        private const int MaxTurns = 1000;

        private readonly ExecutionContext _context = ExecutionContext.Capture() ?? DefaultContext.Value;
        private int _lastCount;
        private int _quietTurns;
        private int _turns;

        public List<Load> Loads { get; } = [];

        public CancellationTokenSource Cancellation { get; } = new();

        public bool IsSent { get; private set; }

        /// <summary>How many keys somebody still waits for, once it is sent.</summary>
        public int Wanted { get; set; }

        void IThreadPoolWorkItem.Execute()
        {
            Load[] loads;
            lock (loader._sync)
            {
                var isFull = loader._open != this;
                _quietTurns = Loads.Count == _lastCount ? _quietTurns + 1 : 0;
                _lastCount = Loads.Count;
                if (!isFull && _quietTurns < QuietTurns && ++_turns < MaxTurns)
                {
                    loader._queue.Enqueue(this);
                    return;
                }

                if (!isFull)
                    loader._open = null;

                IsSent = true;
                loads = [.. Loads];
                Wanted = loads.Length;
                foreach (var load in loads)
                    loader._unsent.Remove(load.Key);
            }

            if (loads.Length > 0)
                ExecutionContext.Run(_context, _ => _ = loader.SendAsync(this, loads), null);
        }
    }
}
