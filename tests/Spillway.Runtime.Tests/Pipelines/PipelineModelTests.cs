namespace Spillway.Runtime.Tests.Pipelines;

/// <summary>Random pipelines in the single-threaded world: nothing is lost, memory is bounded, any failure ends everything, nothing hangs.</summary>
public sealed class PipelineModelTests
{
    [Fact]
    public void Every_run_ends_as_the_model_says() => Property.ForSeeds(seed => new Model(seed).Run(), Effort.Cases(@short: 800, @long: 50_000));

    private sealed class Model
    {
        private readonly SeededQueue _queue;
        private readonly Random _random;
        private readonly FakeTime _time = new();
        private readonly ScriptedSource _source;
        private readonly CancellationTokenSource _caller = new();
        private readonly List<Exception> _failures = [];
        private readonly List<int> _done = [];
        private readonly int _count;
        private readonly bool _fails;
        private int _running;
        private int _held;
        private int _mostHeld;
        private bool _canceled;

        public Model(int seed)
        {
            _queue = new SeededQueue(seed);
            _random = _queue.Random;
            _count = _random.Next(30);
            _fails = _random.Next(3) == 0;
            _source = new ScriptedSource(_count, _random.Next(2) == 0 ? _queue : null)
            {
                FailAt = _random.Next(10) == 0 ? _random.Next(_count + 1) : -1,
                OnFailing = Failed,
            };
        }

        public void Run()
        {
            var (capacity, first, second, last) = (_random.Next(1, 6), _random.Next(1, 5), _random.Next(1, 5), _random.Next(1, 4));
            var batch = _random.Next(1, 4);
            var (ordered, hasBatch) = (_random.Next(2) == 0, _random.Next(2) == 0);
            var items = _random.Next(2) == 0 ? new ItemSource<int>(Counted(_source.Synchronous)) : new ItemSource<int>(Counted(_source.Asynchronous));
            var pipeline = Pipeline.From(items, capacity, _time, _queue)
                .Transform(first, (item, token) => Work(item, token))
                .Transform(second, (item, token) => Work(item, token), ordered);
            var task = hasBatch
                ? pipeline.Batch(batch, TimeSpan.FromSeconds(1)).ForEachAsync(last, (list, token) => Finish(list, token), _caller.Token)
                : pipeline.ForEachAsync(last, (item, token) => Finish([item], token), _caller.Token);
            var cancelAt = _random.Next(3) == 0 ? _random.Next(80) : -1;
            for (var step = 0; step < 5_000 && !task.IsCompleted; step++)
            {
                if (step == cancelAt)
                {
                    _canceled = _failures.Count == 0;
                    _caller.Cancel();
                }

                if (!_queue.RunOne())
                    _time.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.True(task.IsCompleted, "It hangs.");
            Assert.Equal(0, _running);
            Assert.Equal(_source.Opened, _source.Disposed);
            Assert.Equal(_done.Distinct(), _done);
            if (_canceled)
            {
                Assert.True(task.IsCanceled, $"{task.Status}, {task.Exception}");
            }
            else if (_failures.Count > 0)
            {
                Assert.Equal(_failures, task.Exception!.InnerExceptions);
            }
            else
            {
                Assert.True(task.IsCompletedSuccessfully, $"{task.Exception}");
                Assert.Equal(Enumerable.Range(0, _count), _done.Order());
                if (ordered && last == 1)
                    Assert.Equal(Enumerable.Range(0, _count), _done);
            }

            // A batch counts as one of the last stage's items, and one is being filled.
            var bound = capacity + first + second + (hasBatch ? (batch * last) + batch : last);
            Assert.True(_mostHeld <= bound, $"{_mostHeld} items were held, {bound} may be.");
        }

        private IEnumerable<int> Counted(IEnumerable<int> source)
        {
            foreach (var item in source)
            {
                _mostHeld = Math.Max(_mostHeld, ++_held);
                yield return item;
            }
        }

        private async IAsyncEnumerable<int> Counted(IAsyncEnumerable<int> source)
        {
            await foreach (var item in source.ConfigureAwait(false))
            {
                _mostHeld = Math.Max(_mostHeld, ++_held);
                yield return item;
            }
        }

        private async ValueTask<int> Work(int item, CancellationToken token)
        {
            await Pause(token).ConfigureAwait(false);
            return item;
        }

        private async ValueTask Finish(IReadOnlyList<int> items, CancellationToken token)
        {
            await Pause(token).ConfigureAwait(false);
            _done.AddRange(items);
            _held -= items.Count;
        }

        private Task Pause(CancellationToken token)
        {
            if (_random.Next(3) == 0)
                return Task.CompletedTask;

            _running++;
            var completion = new TaskCompletionSource();
            var fails = _fails && _random.Next(20) == 0;
            _queue.Add(() =>
            {
                _running--;
                if (fails)
                {
                    var exception = new InvalidDataException();
                    Failed(exception);
                    completion.SetException(exception);
                }
                else if (token.IsCancellationRequested)
                {
                    completion.SetCanceled(token);
                }
                else
                {
                    completion.SetResult();
                }
            });
            return completion.Task;
        }

        private void Failed(Exception exception)
        {
            if (!_canceled)
                _failures.Add(exception);
        }
    }
}
