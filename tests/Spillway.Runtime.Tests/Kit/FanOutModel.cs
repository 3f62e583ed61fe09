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

internal enum SourceKind
{
    Synchronous,
    Asynchronous,
    Array,
}

/// <summary>
/// A random fan-out in the single-threaded world, and beside it the sequential model: what decided the outcome, and which failures occurred
/// in which order. It watches the rules that hold at every moment; the tests compare the end.
/// </summary>
internal sealed class FanOutModel
{
    private readonly Behaviour[] _behaviours;
    private readonly int[] _starts;
    private readonly List<string> _violations = [];
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
        Kind = (SourceKind)random.Next(3);
        var isArray = Kind == SourceKind.Array;
        Source = new ScriptedSource(Count, Kind == SourceKind.Asynchronous ? Queue : null)
        {
            FailAt = !isArray && random.Next(8) == 0 ? random.Next(Count + 1) : -1,
            FailOnDispose = !isArray && random.Next(12) == 0 ? new InvalidDataException("dispose") : null,
            OnFailing = FailedNow,
        };
    }

    public SeededQueue Queue { get; }

    public ScriptedSource Source { get; }

    public SourceKind Kind { get; }

    public ItemSource<int> Items => Kind switch
    {
        SourceKind.Asynchronous => new(Source.Asynchronous),
        SourceKind.Synchronous => new(Source.Synchronous),
        _ => new(Enumerable.Range(0, Count).ToArray()),
    };

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

    /// <summary>Items whose result was there, in the order in which that happened.</summary>
    public List<int> Succeeded { get; } = [];

    /// <summary>How many items may be started and not yet handed out; then slots may stay empty.</summary>
    public int? Window { get; init; }

    /// <summary>How many results a consumer has had.</summary>
    public int HandedOut { get; set; }

    /// <summary>The consumer is no longer interested.</summary>
    public bool HasLeft { get; set; }

    private bool IsDecided => Canceled || HasLeft || Failures.Count > 0;

    public static string Result(int item) => $"r{item}";

    public ValueTask<string> Select(int item, CancellationToken token)
    {
        InFlight++;
        Demand(!IsDecided, $"Item {item} started after the end was decided.");
        Demand(++_starts[item] == 1, $"Item {item} started twice.");
        Demand(InFlight <= Limit, $"{InFlight} in flight, the limit is {Limit}.");

        // One more may be on its way to the consumer.
        Demand(Window is null || _starts.Sum() - HandedOut <= Window + 1L, $"More than {Window} items are read ahead.");
        switch (_behaviours[item])
        {
            case Behaviour.Return:
                End();
                Succeeded.Add(item);
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
        CheckNothingIsAlive();
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

    public void CheckNothingIsAlive()
    {
        Assert.Empty(_violations);
        Assert.Equal(0, InFlight);
        Assert.Equal(Source.Opened, Source.Disposed);
        Assert.True(Source.Opened <= 1);
    }

    /// <summary>A failure that ends the whole, at this moment.</summary>
    private void FailedNow(Exception exception)
    {
        if (!Canceled && !HasLeft && !(Failures.Count > 0 && exception is OperationCanceledException))
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
                        Succeeded.Add(item);
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

    // An exception thrown here would only be one more failed item.
    private void Demand(bool holds, string message)
    {
        if (!holds)
            _violations.Add(message);
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

        Canceled = !HasLeft && Failures.Count == 0;
        Caller.Cancel();
    }

    // No slot stays empty while there is something to read: the limit is reached, not only kept.
    private void CheckSlotsAreUsed(Func<bool> isCompleted)
    {
        if (IsDecided || Window is not null || Queue.LibraryWork > 0 || Source.IsPending || Source.ReachedEnd || isCompleted())
            return;

        Assert.Equal(Math.Min(Limit, Count - Finished), InFlight);
    }
}
