namespace Spillway.Runtime.Tests.Batching;

/// <summary>Random loads, departures and fetches beside a sequential loader: who is fetched with whom, who gets what, and who is told to stop.</summary>
public sealed class BatchLoaderModelTests
{
    [Fact]
    public void Every_load_ends_as_the_model_says() => Property.ForSeeds(seed => new Model(seed).Run(), Effort.Cases(@short: 500, @long: 20_000));

    /// <summary>One key that is wanted, from the first who asks for it to its answer.</summary>
    private sealed class Entry(int key)
    {
        public int Key => key;

        public int Callers { get; set; } = 1;

        public Fetch? Fetch { get; set; }

        public bool IsDone { get; set; }

        public Exception? Failure { get; set; }
    }

    private sealed record Call(Entry Entry, Task<string> Task, CancellationTokenSource? Caller)
    {
        public bool IsGone { get; set; }
    }

    private sealed class Fetch(int number, List<Entry> entries, CancellationToken token)
    {
        public int Number => number;

        public List<Entry> Entries => entries;

        public CancellationToken Token => token;

        public TaskCompletionSource<IReadOnlyDictionary<int, string>> Completion { get; } = new();
    }

    private sealed class Model
    {
        private readonly SeededQueue _queue;
        private readonly Random _random;
        private readonly bool _keeps;
        private readonly BatchLoader<int, string> _loader;
        private readonly Dictionary<int, Entry> _unsent = [];
        private readonly Dictionary<int, Entry> _kept = [];
        private readonly List<Call> _calls = [];
        private readonly List<Fetch> _pending = [];
        private readonly List<string> _violations = [];
        private int _fetches;

        public Model(int seed)
        {
            _queue = new SeededQueue(seed);
            _random = _queue.Random;
            _keeps = _random.Next(2) == 0;
            _loader = new BatchLoader<int, string>(FetchAsync, _random.Next(1, 5), _keeps, null, _queue);
        }

        public void Run()
        {
            for (var step = 0; step < 80; step++)
                Step();

            _queue.RunAll();
            while (_pending.Count > 0)
            {
                Complete(_pending[0]);
                _queue.RunAll();
            }

            Assert.Empty(_violations);
            Assert.Empty(_unsent);
            foreach (var call in _calls)
                Check(call);
        }

        private void Step()
        {
            switch (_random.Next(8))
            {
                case 0 or 1 or 2:
                    Load(_random.Next(7));
                    break;
                case 3 when _calls.Find(call => call.Caller is not null && !call.IsGone && !call.Entry.IsDone) is { } leaving:
                    Leave(leaving);
                    break;
                case 4 when _pending.Count > 0:
                    Complete(_pending[_random.Next(_pending.Count)]);
                    break;
                case 5 when _keeps:
                    var key = _random.Next(7);
                    Assert.Equal(_kept.Remove(key), _loader.Forget(key));
                    break;
                default:
                    for (var turns = _random.Next(40); turns > 0; turns--)
                        _queue.RunOne();
                    break;
            }
        }

        private void Load(int key)
        {
            if ((_kept.TryGetValue(key, out var entry) && (entry.IsDone || entry.Callers > 0)) || _unsent.TryGetValue(key, out entry))
            {
                entry.Callers++;
            }
            else
            {
                entry = new Entry(key);
                _unsent.Add(key, entry);
                if (_keeps)
                    _kept[key] = entry;
            }

            var caller = _random.Next(2) == 0 ? new CancellationTokenSource() : null;
            var fetches = _fetches;
            var task = _loader.LoadAsync(key, caller?.Token ?? CancellationToken.None);
            Assert.Equal(fetches, _fetches);
            _calls.Add(new Call(entry, task, caller));
        }

        private void Leave(Call call)
        {
            call.IsGone = true;
            var entry = call.Entry;
            if (--entry.Callers == 0)
            {
                if (entry.Fetch is null)
                    _unsent.Remove(entry.Key);
                if (_kept.TryGetValue(entry.Key, out var kept) && kept == entry)
                    _kept.Remove(entry.Key);
            }

            call.Caller!.Cancel();
            Assert.True(call.Task.IsCanceled);
            foreach (var fetch in _pending)
                Assert.Equal(fetch.Entries.TrueForAll(wanted => wanted.Callers == 0), fetch.Token.IsCancellationRequested);
        }

        private Task<IReadOnlyDictionary<int, string>> FetchAsync(IReadOnlyList<int> keys, CancellationToken token)
        {
            var entries = new List<Entry>();
            if (keys.Count == 0 || keys.Count > _loader.MaxBatchSize || keys.Distinct().Count() != keys.Count)
                _violations.Add($"A batch of {string.Join(", ", keys)}.");

            foreach (var key in keys)
            {
                if (_unsent.Remove(key, out var entry))
                    entries.Add(entry);
                else
                    _violations.Add($"Nobody wants {key}.");
            }

            var fetch = new Fetch(++_fetches, entries, token);
            entries.ForEach(entry => entry.Fetch = fetch);
            _pending.Add(fetch);
            return fetch.Completion.Task;
        }

        private void Complete(Fetch fetch)
        {
            _pending.Remove(fetch);
            var outcome = _random.Next(4);
            var failure = outcome == 0 ? new InvalidDataException() : null;
            var missing = outcome == 1 ? fetch.Entries[0].Key : -1;
            foreach (var entry in fetch.Entries)
            {
                entry.IsDone = true;
                entry.Failure = entry.Key == missing ? new KeyNotFoundException() : failure;
                if (entry.Failure is not null && _kept.TryGetValue(entry.Key, out var kept) && kept == entry)
                    _kept.Remove(entry.Key);
            }

            if (failure is not null)
                fetch.Completion.SetException(failure);
            else
                fetch.Completion.SetResult(fetch.Entries.Where(entry => entry.Key != missing).ToDictionary(entry => entry.Key, entry => $"{entry.Key} of {fetch.Number}"));
        }

        private static void Check(Call call)
        {
            // Answers reach callers on the pool.
            Assert.True(SpinWait.SpinUntil(() => call.Task.IsCompleted, Watchdog.Limit), "A load has no answer.");
            if (call.IsGone)
                Assert.Equal(call.Caller!.Token, Assert.ThrowsAny<OperationCanceledException>(() => call.Task.GetAwaiter().GetResult()).CancellationToken);
            else if (call.Entry.Failure is KeyNotFoundException)
                Assert.IsType<KeyNotFoundException>(Record.Exception(() => call.Task.GetAwaiter().GetResult()));
            else if (call.Entry.Failure is { } failure)
                Assert.Same(failure, Record.Exception(() => call.Task.GetAwaiter().GetResult()));
            else
                Assert.Equal($"{call.Entry.Key} of {call.Entry.Fetch!.Number}", call.Task.GetAwaiter().GetResult());
        }
    }
}
