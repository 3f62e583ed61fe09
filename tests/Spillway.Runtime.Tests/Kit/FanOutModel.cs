namespace Spillway.Runtime.Tests.Kit;

/// <summary>How one item behaves when its turn comes.</summary>
internal enum Behaviour
{
    Return,
    ReturnLater,
    Throw,
    ThrowLater,
    CancelOwn,
    ObserveToken,
    FailOnToken,
}

/// <summary>
/// A random fan-out in the single-threaded world, and beside it the sequential model: what decided the outcome, and which failures occurred
/// in which order. It watches the rules that hold at every moment; the tests compare the end.
/// </summary>
internal sealed class FanOutModel
{
    private readonly Behaviour[] _behaviours;
    private readonly int[] _starts;
    private readonly int _cancelAfter;
    private readonly bool _failsFast;

    public FanOutModel(int seed, bool failsFast = true)
    {
        Queue = new SeededQueue(seed);
        var random = Queue.Random;
        _failsFast = failsFast;
        Count = random.Next(4) == 0 ? random.Next(4) : random.Next(40);
        Limit = random.Next(5) == 0 ? int.MaxValue : random.Next(1, 9);
        var trouble = random.Next(3) == 0;
        _behaviours = new Behaviour[Count];
        for (var i = 0; i < Count; i++)
            _behaviours[i] = trouble && random.Next(6) == 0 ? (Behaviour)random.Next(2, 7) : (Behaviour)random.Next(2);

        _starts = new int[Count];
        _cancelAfter = random.Next(3) == 0 ? random.Next(60) : -1;
        IsAsyncSource = random.Next(2) == 0;
        Source = new ScriptedSource(Count, IsAsyncSource ? Queue : null)
        {
            FailAt = random.Next(8) == 0 ? random.Next(Count + 1) : -1,
            FailOnDispose = random.Next(12) == 0 ? new InvalidDataException("dispose") : null,
            OnFailing = FailedNow,
        };
    }

    public SeededQueue Queue { get; }

    public ScriptedSource Source { get; }

    public bool IsAsyncSource { get; }

    public ItemSource<int> Items => IsAsyncSource ? new(Source.Asynchronous) : new(Source.Synchronous);

    public int Count { get; }

    public int Limit { get; }

    public CancellationTokenSource Caller { get; } = new();

    public bool Canceled { get; private set; }

    public List<Exception> Failures { get; } = [];

    /// <summary>What each item did, where single items may fail.</summary>
    public Dictionary<int, Exception> ItemFailures { get; } = [];

    public int InFlight { get; private set; }

    public int Finished { get; private set; }

    public IReadOnlyList<int> Starts => _starts;

    /// <summary>True when a limit on what may be read ahead can keep slots empty.</summary>
    public bool MayHoldBack { get; init; }

    private bool IsDecided => Canceled || Failures.Count > 0;

    public static string Result(int item) => $"r{item}";

    public ValueTask<string> Select(int item, CancellationToken token)
    {
        Assert.False(IsDecided, $"Item {item} started after the end was decided.");
        Assert.Equal(1, ++_starts[item]);
        InFlight++;
        Assert.True(InFlight <= Limit, $"{InFlight} in flight, the limit is {Limit}.");
        switch (_behaviours[item])
        {
            case Behaviour.Return:
                End();
                return new ValueTask<string>(Result(item));
            case Behaviour.Throw:
                End();
                throw ItemFailedNow(item, new InvalidOperationException($"item {item}"));
            default:
                return new ValueTask<string>(Later(item, token));
        }
    }

    /// <summary>Runs the world to its end, cancelling at the chosen step.</summary>
    public void RunAll(Func<bool> isCompleted)
    {
        var step = 0;
        CancelIfDue(step++, isCompleted);
        Queue.RunAll(() =>
        {
            CancelIfDue(step++, isCompleted);
            CheckSlotsAreUsed(isCompleted);
        });
        while (step <= _cancelAfter)
            CancelIfDue(step++, isCompleted);

        Queue.RunAll();
    }

    /// <summary>What holds at the end of every run.</summary>
    public void CheckEnd(Task task)
    {
        Assert.True(task.IsCompleted, "It hangs: nothing is ready, and the task has not completed.");
        Assert.Equal(0, InFlight);
        Assert.Equal(Source.Opened, Source.Disposed);
        Assert.True(Source.Opened <= 1);
        if (Canceled)
        {
            Assert.Equal(TaskStatus.Canceled, task.Status);
            var thrown = Assert.ThrowsAny<OperationCanceledException>(() => task.GetAwaiter().GetResult());
            Assert.Equal(Caller.Token, thrown.CancellationToken);
        }
        else if (Failures.Count > 0)
        {
            Assert.Equal(TaskStatus.Faulted, task.Status);
            Assert.Equal(Failures, task.Exception!.InnerExceptions);
            Assert.Same(Failures[0], Record.Exception(() => task.GetAwaiter().GetResult()));
        }
        else
        {
            Assert.Equal(TaskStatus.RanToCompletion, task.Status);
            Assert.All(_starts, starts => Assert.Equal(1, starts));
        }
    }

    /// <summary>A failure that ends the whole, at this moment.</summary>
    private void FailedNow(Exception exception)
    {
        if (!Canceled && !(Failures.Count > 0 && exception is OperationCanceledException))
            Failures.Add(exception);
    }

    private Exception ItemFailedNow(int item, Exception exception)
    {
        ItemFailures[item] = exception;
        if (_failsFast)
            FailedNow(exception);

        return exception;
    }

    private Task<string> Later(int item, CancellationToken token)
    {
        var completion = new TaskCompletionSource<string>();
        var registration = default(CancellationTokenRegistration);
        var ended = false;
        var behaviour = _behaviours[item];
        if (behaviour is Behaviour.ObserveToken or Behaviour.FailOnToken)
        {
            registration = token.Register(() => Finish(() =>
            {
                if (behaviour == Behaviour.ObserveToken)
                    completion.SetException(ItemFailedNow(item, new OperationCanceledException(token)));
                else
                    completion.SetException(ItemFailedNow(item, new TimeoutException($"clean-up of {item}")));
            }));
        }

        if (!ended)
        {
            Queue.Add(() => Finish(() =>
            {
                registration.Unregister();
                switch (behaviour)
                {
                    case Behaviour.ThrowLater:
                        completion.SetException(ItemFailedNow(item, new InvalidOperationException($"item {item}")));
                        break;
                    case Behaviour.CancelOwn:
                        completion.SetException(ItemFailedNow(item, new OperationCanceledException($"item {item}")));
                        break;
                    default:
                        completion.SetResult(Result(item));
                        break;
                }
            }));
        }

        return completion.Task;

        void Finish(Action complete)
        {
            if (ended)
                return;

            ended = true;
            End();
            complete();
        }
    }

    private void End()
    {
        InFlight--;
        Finished++;
    }

    private void CancelIfDue(int step, Func<bool> isCompleted)
    {
        if (step != _cancelAfter || isCompleted())
            return;

        Canceled = Failures.Count == 0;
        Caller.Cancel();
    }

    // No slot stays empty while there is something to read: the limit is reached, not only kept.
    private void CheckSlotsAreUsed(Func<bool> isCompleted)
    {
        if (IsDecided || MayHoldBack || Queue.LibraryWork > 0 || Source.IsPending || Source.ReachedEnd || isCompleted())
            return;

        Assert.Equal(Math.Min(Limit, Count - Finished), InFlight);
    }
}
