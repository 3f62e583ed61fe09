namespace Spillway.Runtime.Tests.Groups;

/// <summary>Random trees of children in the single-threaded world, some of which fail, with a caller who may cancel.</summary>
public sealed class TaskGroupModelTests
{
    [Fact]
    public void Every_group_ends_as_the_model_says() => Property.ForSeeds(seed => new Model(seed).Run(), Effort.Cases(@short: 1_000, @long: 50_000));

    private sealed class Model
    {
        private readonly SeededQueue _queue;
        private readonly Random _random;
        private readonly CancellationTokenSource _caller = new();
        private readonly List<Exception> _failures = [];
        private readonly List<string> _violations = [];
        private readonly TaskGroup _group;
        private readonly int _limit;
        private readonly bool _fails;
        private int _left;
        private int _running;
        private bool _canceled;

        public Model(int seed)
        {
            _queue = new SeededQueue(seed);
            _random = _queue.Random;
            _left = _random.Next(40);
            _fails = _random.Next(3) == 0;
            _limit = _random.Next(2) == 0 ? int.MaxValue : _random.Next(1, 5);
            _group = new TaskGroup(new TaskGroup.GroupScope<bool>(_caller.Token), _limit == int.MaxValue ? null : _limit, _queue);
        }

        private bool IsDecided => _canceled || _failures.Count > 0;

        public void Run()
        {
            for (var i = _random.Next(1, 6); i > 0; i--)
                AddChild();

            var isLeft = _random.Next(4) == 0;
            var waiting = isLeft ? Leave() : _group.WaitAsync();
            var cancelAt = _random.Next(3) == 0 ? _random.Next(30) : -1;
            var step = 0;
            do
            {
                if (step++ == cancelAt && !waiting.IsCompleted)
                {
                    _canceled |= _failures.Count == 0;
                    _caller.Cancel();
                }
            }
            while (_queue.RunOne());

            // The completion of a group is announced on the pool.
            Assert.True(waiting.IsCompleted || isLeft, "It hangs: nothing is ready, and the group has not ended.");
            if (isLeft)
                waiting.GetAwaiter().GetResult();

            Assert.Empty(_violations);
            Assert.Equal(0, _running);
            Assert.Throws<InvalidOperationException>(() => _group.Run(_ => Task.CompletedTask));
            if (isLeft)
                Assert.True(waiting.IsCompletedSuccessfully);
            else if (_canceled)
                Assert.True(waiting.IsCanceled);
            else if (_failures.Count > 0)
                Assert.Equal(_failures, waiting.Exception!.InnerExceptions);
            else
                Assert.True(waiting.IsCompletedSuccessfully && _left == 0, $"{waiting.Status}, {_left} were not added.");
        }

        private Task Leave()
        {
            _canceled |= _failures.Count == 0;
            return _group.DisposeAsync().AsTask();
        }

        private void AddChild()
        {
            if (_left == 0)
                return;

            _left--;
            switch (_random.Next(3))
            {
                case 0:
                    _group.Run(Child);
                    break;
                case 1:
                    _ = _group.Run(async token =>
                    {
                        await Child(token).ConfigureAwait(false);
                        return 1;
                    });
                    break;
                default:
                    if (!_group.TryRun(Child))
                        _left++;
                    break;
            }
        }

        private async Task Child(CancellationToken token)
        {
            if (IsDecided)
                _violations.Add("A child started after the end was decided.");

            if (++_running > _limit)
                _violations.Add($"{_running} children run, the limit is {_limit}.");

            for (var i = _random.Next(3); i > 0; i--)
            {
                var pause = new TaskCompletionSource();
                _queue.Add(pause.SetResult);
                await pause.Task.ConfigureAwait(false);
            }

            // As long as there are children to add, somebody adds them.
            while (_left > 0 && !IsDecided)
            {
                AddChild();
                if (_random.Next(2) == 0)
                    break;
            }

            _running--;
            if (_left > 0 && _running == 0 && !IsDecided)
                _group.Run(Child);

            if (_fails && _random.Next(8) == 0)
            {
                var exception = new InvalidDataException();
                if (!_canceled)
                    _failures.Add(exception);
                throw exception;
            }

            token.ThrowIfCancellationRequested();
        }
    }
}
