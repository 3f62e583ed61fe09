namespace Spillway.Runtime.Tests.Select;

/// <summary>Single clauses of the contract of the stream <c>SelectConcurrent</c>.</summary>
public sealed class StreamContractTests
{
    private static readonly Func<int, CancellationToken, ValueTask<int>> _echo = (x, _) => new(x);

    [Fact]
    public void Arguments_are_checked_at_once()
    {
        var items = new[] { 1 };
        Assert.Throws<ArgumentNullException>(() => { _ = ((IEnumerable<int>)null!).SelectConcurrent(1, _echo); });
        Assert.Throws<ArgumentNullException>(() => { _ = items.SelectConcurrent(1, (Func<int, CancellationToken, Task<int>>)null!); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrent(0, _echo); });
        Assert.Equal("reorderWindow", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = items.SelectConcurrent(1, _echo, reorderWindow: 0); }).ParamName);
    }

    [Fact]
    public async Task Nothing_starts_before_it_is_enumerated_and_each_enumeration_is_a_run_of_its_own()
    {
        var source = new ScriptedSource(5);
        var stream = source.Synchronous.SelectConcurrent(2, _echo);
        await using (stream.GetAsyncEnumerator())
            Assert.Equal(0, source.Opened);

        var items = new[] { 3, 1, 2 };
        var twice = items.SelectConcurrent(2, async (x, ct) => await Later(x));
        for (var i = 0; i < 2; i++)
            Assert.Equal(items, await ToList(twice));
    }

    [Fact]
    public async Task An_ordered_stream_waits_for_the_head_and_reads_no_further_than_the_window()
    {
        var source = new ScriptedSource(100);
        var head = new TaskCompletionSource<int>();
        var stream = source.Synchronous.SelectConcurrent(2, (x, _) => x == 0 ? head.Task : Task.FromResult(x), reorderWindow: 7);
        await using var enumerator = stream.GetAsyncEnumerator();
        var first = enumerator.MoveNextAsync();
        Assert.False(first.IsCompleted);
        Assert.Equal(7, source.Read);
        head.SetResult(0);
        Assert.True(await first);
        for (var expected = 0; expected < 100; expected++)
        {
            Assert.Equal(expected, enumerator.Current);
            Assert.Equal(expected < 99, await enumerator.MoveNextAsync());
        }
    }

    [Fact]
    public async Task An_unordered_stream_does_not_wait_for_the_head()
    {
        var head = new TaskCompletionSource<int>();
        await using var enumerator = new[] { 0, 1, 2 }.SelectConcurrent(2, (x, _) => x == 0 ? head.Task : Task.FromResult(x), ordered: false).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(1, enumerator.Current);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(2, enumerator.Current);
        head.SetResult(0);
        Assert.True(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task Leaving_the_loop_cancels_and_awaits_what_is_in_flight()
    {
        var started = 0;
        var canceled = 0;
        var source = new ScriptedSource(100);
        await foreach (var _ in source.Synchronous.SelectConcurrent(4, Select, ordered: false))
            break;

        Assert.InRange(started, 3, 4);
        Assert.Equal(started, canceled);
        Assert.Equal(1, source.Disposed);

        async ValueTask<int> Select(int x, CancellationToken token)
        {
            if (x == 0)
                return await Later(x);

            Interlocked.Increment(ref started);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Interlocked.Increment(ref canceled);
            }

            return x;
        }
    }

    [Fact]
    public async Task A_failure_comes_after_the_results_that_were_ready_before_it()
    {
        var gate = new TaskCompletionSource<int>();
        await using var enumerator = new[] { 0, 1, 2, 3 }.SelectConcurrent(4, (x, _) => x == 2 ? gate.Task : Task.FromResult(x)).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        gate.SetException(new InvalidDataException());
        Assert.True(await enumerator.MoveNextAsync());
        Assert.Equal(1, enumerator.Current);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await enumerator.MoveNextAsync());
        Assert.False(await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task The_token_of_the_enumeration_cancels_it()
    {
        using var caller = new CancellationTokenSource();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var x in Enumerable.Range(0, 100).SelectConcurrent(2, async (x, ct) => await Later(x)).WithCancellation(caller.Token))
            {
                if (x == 5)
                    caller.Cancel();
            }
        });
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task Two_reads_at_a_time_are_refused()
    {
        var gate = new TaskCompletionSource<int>();
        await using var enumerator = new[] { 0 }.SelectConcurrent(1, (_, _) => gate.Task).GetAsyncEnumerator();
        var first = enumerator.MoveNextAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await enumerator.MoveNextAsync());
        gate.SetResult(1);
        Assert.True(await first);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_stream_passes_the_largest_32_bit_number(bool ordered)
    {
        const long First = int.MaxValue - 20L;
        var source = new ItemSource<int>(Enumerable.Range(0, 100).Where(x => x >= 0));
        Func<int, CancellationToken, ValueTask<int>> select = async (x, _) => await Later(x);
        await using StreamFanOut<int, int> stream = ordered
            ? new OrderedStream<int, int>(source, 3, select, 12, WorkQueue.Pool, default) { FirstIndex = First }
            : new UnorderedStream<int, int>(source, 3, select, 12, WorkQueue.Pool, default) { FirstIndex = First };
        var results = new List<int>();
        while (await stream.MoveNextAsync())
            results.Add(stream.Current);

        if (!ordered)
            results.Sort();
        Assert.Equal(Enumerable.Range(0, 100), results);
    }

    private static async Task<int> Later(int value)
    {
        await Task.Yield();
        return value;
    }

    private static async Task<List<int>> ToList(IAsyncEnumerable<int> stream)
    {
        var list = new List<int>();
        await foreach (var item in stream)
            list.Add(item);
        return list;
    }
}
