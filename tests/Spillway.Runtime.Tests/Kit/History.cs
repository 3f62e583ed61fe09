namespace Spillway.Runtime.Tests.Kit;

/// <summary>
/// What several threads did to one object and when, and a search (Wing and Gong) for one order of it that a sequential object explains: each
/// operation takes effect at one moment between its call and its return.
/// </summary>
internal sealed class History<TState>
    where TState : notnull
{
    private readonly List<Operation> _operations = [];
    private long _clock;

    /// <summary>Runs an operation and notes it. The effect gives the next state, or says that the result was impossible.</summary>
    public async Task<TResult> Record<TResult>(string name, Func<Task<TResult>> operation, Func<TState, TResult, (bool IsPossible, TState Next)> effect)
    {
        var called = Interlocked.Increment(ref _clock);
        var result = await operation();
        var returned = Interlocked.Increment(ref _clock);
        lock (_operations)
            _operations.Add(new Operation($"{name} → {result}", called, returned, state => effect(state, result)));

        return result;
    }

    /// <summary>Fails with the history if no order explains it.</summary>
    public void Check(TState initial)
    {
        Assert.True(_operations.Count <= 30, "The search is exponential: keep histories short.");
        var visited = new HashSet<(long Done, TState State)>();
        if (!Search(0, initial, visited))
            Assert.Fail("No order explains this:\n" + string.Join("\n", _operations.OrderBy(o => o.Called).Select(o => $"  {o.Called,3}–{o.Returned,3} {o.Name}")));
    }

    private bool Search(long done, TState state, HashSet<(long Done, TState State)> visited)
    {
        if (done == (1L << _operations.Count) - 1)
            return true;

        if (!visited.Add((done, state)))
            return false;

        // Only operations that were called before every remaining one returned can be next.
        var firstReturn = _operations.Where((_, i) => (done & (1L << i)) == 0).Min(o => o.Returned);
        for (var i = 0; i < _operations.Count; i++)
        {
            if ((done & (1L << i)) != 0 || _operations[i].Called > firstReturn)
                continue;

            var (isPossible, next) = _operations[i].Effect(state);
            if (isPossible && Search(done | (1L << i), next, visited))
                return true;
        }

        return false;
    }

    private sealed record Operation(string Name, long Called, long Returned, Func<TState, (bool IsPossible, TState Next)> Effect);
}
