namespace Spillway.Runtime.Tests.Select;

/// <summary>Single clauses of the contract of <c>SelectConcurrentAsync</c>, one test each.</summary>
public sealed class SelectContractTests
{
    private static readonly Func<int, CancellationToken, ValueTask<int>> _echo = (x, _) => new(x);

    [Fact]
    public void Arguments_are_checked_at_once()
    {
        var items = new[] { 1 };
        Assert.Throws<ArgumentNullException>(() => { _ = ((IEnumerable<int>)null!).SelectConcurrentAsync(1, _echo); });
        Assert.Throws<ArgumentNullException>(() => { _ = ((IAsyncEnumerable<int>)null!).SelectConcurrentAsync(1, _echo); });
        Assert.Throws<ArgumentNullException>(() => { _ = items.SelectConcurrentAsync(1, (Func<int, CancellationToken, ValueTask<int>>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = items.SelectConcurrentAsync(1, (Func<int, CancellationToken, Task<int>>)null!); });
        Assert.Equal("maxConcurrency", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrentAsync(0, _echo); }).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrentAsync(-1, (x, _) => Task.FromResult(x)); });
    }

    [Fact]
    public async Task A_cancelled_token_leaves_the_source_alone()
    {
        var source = new ScriptedSource(3);
        var token = new CancellationToken(canceled: true);
        var task = source.Synchronous.SelectConcurrentAsync(2, _echo, token);
        Assert.True(task.IsCanceled);
        Assert.Equal(token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task An_empty_source_gives_an_empty_array()
    {
        Assert.Empty(await Array.Empty<int>().SelectConcurrentAsync(4, _echo));
        var source = new ScriptedSource(0);
        Assert.Empty(await source.Asynchronous.SelectConcurrentAsync(4, _echo));
        Assert.Equal(1, source.Disposed);
    }

    [Fact]
    public void The_first_items_start_on_the_caller_before_the_method_returns()
    {
        var started = new List<(int Item, int Thread)>();
        var gate = new TaskCompletionSource();
        var task = Enumerable.Range(0, 10).SelectConcurrentAsync(4, async (x, _) =>
        {
            lock (started)
                started.Add((x, Environment.CurrentManagedThreadId));
            await gate.Task;
            return x;
        });
        Assert.Equal(Enumerable.Range(0, 4).Select(x => (x, Environment.CurrentManagedThreadId)), started);
        Assert.False(task.IsCompleted);
        gate.SetResult();
        Assert.Equal(10, task.GetAwaiter().GetResult().Length);
    }

    [Fact]
    public void The_source_is_read_no_further_than_the_limit_asks()
    {
        var source = new ScriptedSource(100);
        var gate = new TaskCompletionSource<int>();
        var task = source.Synchronous.SelectConcurrentAsync(3, (_, _) => gate.Task);
        Assert.Equal(3, source.Read);
        gate.SetResult(0);
        Assert.Equal(100, task.GetAwaiter().GetResult().Length);
    }

    [Fact]
    public async Task An_exhausted_source_is_disposed_while_the_last_items_still_run()
    {
        var source = new ScriptedSource(2);
        var gate = new TaskCompletionSource<int>();
        var task = source.Synchronous.SelectConcurrentAsync(3, (_, _) => gate.Task);
        Assert.Equal(1, source.Disposed);
        Assert.False(task.IsCompleted);
        gate.SetResult(0);
        Assert.Equal(new[] { 0, 0 }, await task);
    }

    [Fact]
    public async Task A_huge_limit_costs_no_more_than_the_items()
    {
        Assert.Equal(50, (await Pages(50).SelectConcurrentAsync(int.MaxValue, _echo)).Length);
        Assert.Equal(50, (await Pages(50).SelectConcurrentAsync(long.MaxValue, (x, _) => Task.FromResult(x))).Length);

        static async IAsyncEnumerable<int> Pages(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task A_source_that_cannot_be_opened_is_a_failure()
    {
        var task = new ThrowingSource().SelectConcurrentAsync(2, _echo);
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(0)]
    public async Task A_count_that_is_wrong_does_no_harm(int claimed)
    {
        var results = await new Miscounted(claimed, actual: 12).SelectConcurrentAsync(3, _echo);
        Assert.Equal(Enumerable.Range(0, 12), results);
    }

    [Fact]
    public async Task A_selector_that_returns_no_task_is_a_failure() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new[] { 1 }.SelectConcurrentAsync(2, (_, _) => (Task<int>)null!));

    [Fact]
    public async Task A_time_out_inside_an_item_is_a_failure_and_no_cancellation()
    {
        var timeout = new TaskCanceledException("the item's own time-out", new TimeoutException());
        var task = new[] { 1, 2 }.SelectConcurrentAsync(2, (_, _) => Task.FromException<int>(timeout));
        Assert.Same(timeout, await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task));
        Assert.True(task.IsFaulted);
        Assert.Equal([timeout], task.Exception!.InnerExceptions);
    }

    [Fact]
    public async Task Failures_are_all_kept_in_the_order_in_which_they_occurred()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var task = gates.SelectConcurrentAsync(4, (gate, _) => gate.Task);
        SeededQueue.Isolated(() =>
        {
            foreach (var i in new[] { 2, 0, 3, 1 })
                gates[i].SetException(new InvalidOperationException($"{i}"));
        });

        Assert.Equal("2", (await Assert.ThrowsAsync<InvalidOperationException>(() => task)).Message);
        Assert.Equal(["2", "0", "3", "1"], task.Exception!.InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task A_failure_before_the_cancellation_wins()
    {
        using var caller = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var task = new[] { 0, 1 }.SelectConcurrentAsync(2, (x, _) => x == 0 ? throw new InvalidDataException() : gate.Task, caller.Token);
        caller.Cancel();
        gate.SetResult(1);
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
    }

    [Fact]
    public async Task A_failure_after_the_cancellation_does_not_hide_it()
    {
        using var caller = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var task = new[] { 0 }.SelectConcurrentAsync(2, (_, _) => gate.Task, caller.Token);
        caller.Cancel();
        Assert.False(task.IsCompleted);
        gate.SetException(new InvalidDataException());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
    }

    [Fact]
    public async Task The_source_gets_the_token_that_failures_cancel()
    {
        var source = new ScriptedSource(4);
        var task = source.Asynchronous.SelectConcurrentAsync(1, (_, _) => Task.FromException<int>(new InvalidDataException()));
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
        Assert.True(source.Token.IsCancellationRequested);
        Assert.Equal(1, source.Read);
    }

    [Fact]
    public async Task The_task_is_not_done_before_everything_has_ended()
    {
        var slow = new TaskCompletionSource<int>();
        var task = new[] { 0, 1 }.SelectConcurrentAsync(2, (x, _) => x == 0 ? slow.Task : Task.FromException<int>(new InvalidDataException()));
        Assert.False(task.IsCompleted);
        slow.SetResult(0);
        await Assert.ThrowsAsync<InvalidDataException>(() => task);
    }

    [Fact]
    public async Task Awaiters_do_not_run_on_the_stack_that_completed_the_last_item()
    {
        var gate = new TaskCompletionSource<int>();
        var task = new[] { 0 }.SelectConcurrentAsync(1, (_, _) => gate.Task);
        var completing = 0;
        var seen = 0;
        var continuation = task.ContinueWith(
            _ => seen = completing == Environment.CurrentManagedThreadId ? 1 : 0, TaskContinuationOptions.ExecuteSynchronously);
        SeededQueue.Isolated(() =>
        {
            completing = Environment.CurrentManagedThreadId;
            gate.SetResult(1);
            completing = 0;
        });
        await continuation;
        Assert.Equal(0, seen);
    }

    private sealed class ThrowingSource : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => throw new InvalidDataException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Miscounted(int claimed, int actual) : IReadOnlyCollection<int>
    {
        public int Count => claimed;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, actual).Where(x => x >= 0).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
