namespace Spillway.Runtime.Tests.Kit;

/// <summary>
/// A single-threaded world: everything that is ready waits here, and a seed decides what runs next. The same seed gives the same run.
/// </summary>
internal sealed class SeededQueue(int seed) : WorkQueue
{
    private readonly Random _random = new(seed);
    private readonly List<Action> _ready = [];

    /// <summary>How many pieces of the library's own work are ready, not counting operations of the test.</summary>
    public int LibraryWork { get; private set; }

    public int Count => _ready.Count;

    public Random Random => _random;

    public override void Enqueue(IThreadPoolWorkItem item)
    {
        LibraryWork++;
        _ready.Add(() =>
        {
            LibraryWork--;
            item.Execute();
        });
    }

    public void Add(Action action) => _ready.Add(action);

    /// <summary>Runs one ready action, chosen by the seed. False if there is none.</summary>
    public bool RunOne()
    {
        if (_ready.Count == 0)
            return false;

        var index = _random.Next(_ready.Count);
        var action = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        action();
        return true;
    }

    /// <summary>Runs until nothing is ready.</summary>
    public void RunAll(Action? afterEach = null)
    {
        for (var step = 0; RunOne(); step++)
        {
            afterEach?.Invoke();
            if (step > 1_000_000)
                throw new InvalidOperationException("The work does not come to an end.");
        }
    }

    /// <summary>Runs <paramref name="body"/> without the test runner's context, under which continuations would leave this thread.</summary>
    public static void Isolated(Action body)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            body();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
