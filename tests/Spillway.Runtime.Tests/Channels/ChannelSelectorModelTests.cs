using System.Threading.Channels;

namespace Spillway.Runtime.Tests.Channels;

/// <summary>Random writers, one waiter who gives up now and then, and a clock, in the single-threaded world: every item comes once, in its order.</summary>
public sealed class ChannelSelectorModelTests
{
    [Fact]
    public void Every_item_is_found_once_and_every_end_is_noticed() => Property.ForSeeds(seed => new Model(seed).Run(), Effort.Cases(@short: 500, @long: 20_000));

    [Fact]
    public async Task The_longest_time_out_is_none()
    {
        var channel = Channel.CreateUnbounded<int>();
        using var select = new ChannelSelector();
        var reader = select.AddReader(channel.Reader);
        select.AddTimeout(TimeSpan.MaxValue);
        var waiting = select.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        channel.Writer.TryWrite(1);
        Assert.Same(reader, await waiting);
    }

    private sealed class Model
    {
        private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(3);

        private readonly SeededQueue _queue;
        private readonly Random _random;
        private readonly FakeTime _time = new();
        private readonly Channel<int>[] _channels;
        private readonly int[] _written;
        private readonly int[] _read;
        private readonly Exception?[] _failures;
        private readonly bool[] _isClosed;
        private readonly ChannelSelector _select;
        private readonly ReaderCase<int>[] _cases;
        private readonly TimeoutCase? _idle;
        private Task<SelectorCase?>? _waiting;
        private CancellationTokenSource _caller = new();
        private bool _isCanceled;
        private long _beganAt;
        private bool _isOver;

        public Model(int seed)
        {
            _queue = new SeededQueue(seed);
            _random = _queue.Random;
            var count = _random.Next(1, 5);
            _channels = [.. Enumerable.Range(0, count).Select(_ => Channel.CreateUnbounded<int>(new() { AllowSynchronousContinuations = true, SingleReader = _random.Next(2) == 0 }))];
            (_written, _read, _failures, _isClosed) = (new int[count], new int[count], new Exception?[count], new bool[count]);
            _select = new ChannelSelector(_queue, _time);
            _cases = [.. _channels.Select(channel => _select.AddReader(channel.Reader))];
            _idle = _random.Next(2) == 0 ? _select.AddTimeout(_timeout) : null;
        }

        public void Run()
        {
            for (var step = 0; step < 120; step++)
                Step();

            for (var channel = 0; channel < _channels.Length; channel++)
                Close(channel, null);

            for (var step = 0; !_isOver; step++)
            {
                Assert.True(step < 2_000, "It does not come to an end.");
                Wait();
                _queue.RunAll();
                Look();
            }

            Assert.Equal(_written, _read);
            Assert.All(_failures, Assert.Null);
            Assert.All(_cases, one => Assert.True(one.IsDisabled));
            Assert.Equal(0, _time.Armed);
            _select.Dispose();
        }

        private void Step()
        {
            var channel = _random.Next(_channels.Length);
            switch (_random.Next(10))
            {
                case 0 or 1 or 2 when !_isClosed[channel]:
                    Assert.True(_channels[channel].Writer.TryWrite(_written[channel]++));
                    break;
                case 3 when _random.Next(8) == 0:
                    Close(channel, _random.Next(2) == 0 ? new InvalidDataException() : null);
                    break;
                case 4 when _waiting is { IsCompleted: false }:
                    _isCanceled = true;
                    _caller.Cancel();
                    break;
                case 5:
                    _time.Advance(TimeSpan.FromSeconds(1));
                    break;
                case 6:
                    _queue.RunAll();
                    Look();

                    // Nothing is ready any more, so nothing can be there to be found.
                    if (_waiting is not null)
                        Assert.All(_channels, one => Assert.False(one.Reader.TryPeek(out _)));
                    break;
                case 7:
                    _queue.RunOne();
                    break;
                default:
                    Wait();
                    Look();
                    break;
            }
        }

        private void Close(int channel, Exception? failure)
        {
            if (_isClosed[channel])
                return;

            _isClosed[channel] = true;
            _failures[channel] = failure;
            _channels[channel].Writer.Complete(failure);
        }

        private void Wait()
        {
            if (_waiting is not null || _isOver)
                return;

            _caller = new CancellationTokenSource();
            _isCanceled = false;
            _beganAt = _time.GetTimestamp();
            _waiting = _select.WaitAsync(_caller.Token).AsTask();
        }

        private void Look()
        {
            if (_waiting is not { IsCompleted: true } ended)
                return;

            _waiting = null;
            if (ended.IsCanceled)
            {
                Assert.True(_isCanceled);
                return;
            }

            if (ended.IsFaulted)
            {
                // A channel's failure comes after its items, and once.
                var channel = Array.IndexOf(_failures, ended.Exception!.InnerException);
                Assert.True(channel >= 0, $"{ended.Exception}");
                Assert.Equal(_written[channel], _read[channel]);
                _failures[channel] = null;
                return;
            }

            if (ended.Result is null)
            {
                Assert.All(_isClosed, Assert.True);
                _isOver = true;
            }
            else if (ended.Result == _idle)
            {
                Assert.True(_time.GetElapsedTime(_beganAt) >= _timeout);
            }
            else
            {
                var channel = Array.IndexOf(_cases, ended.Result);
                Assert.True(_cases[channel].TryRead(out var item));
                Assert.Equal(_read[channel]++, item);
            }
        }
    }
}
