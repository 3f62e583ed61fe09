namespace Spillway.Runtime.Tests.Select;

/// <summary>What items see of the caller's execution context, and what of theirs gets out.</summary>
public sealed class SelectContextTests
{
    private static readonly AsyncLocal<string?> _local = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Items_see_the_callers_values_and_leave_nothing_behind(int limit)
    {
        _local.Value = "caller";
        var seen = await Enumerable.Range(0, 60).SelectConcurrentAsync(limit, Item);
        Assert.All(seen, value => Assert.Equal("caller", value));
        Assert.Equal("caller", _local.Value);

        // Not async on purpose: an async method would undo its change by itself.
        static Task<string?> Item(int x, CancellationToken ct)
        {
            var value = _local.Value;
            _local.Value = $"item {x}";
            return x % 3 == 0 ? Task.FromResult(value) : Later(value);
        }
    }

    [Fact]
    public void What_the_first_items_change_inline_does_not_reach_the_caller()
    {
        _local.Value = "caller";
        var task = new[] { 1, 2 }.SelectConcurrentAsync(2, (x, _) =>
        {
            _local.Value = "item";
            return new ValueTask<int>(x);
        });
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal("caller", _local.Value);
    }

    [Fact]
    public async Task The_source_runs_in_the_callers_context_too()
    {
        _local.Value = "caller";
        var seen = await Source().SelectConcurrentAsync(2, (value, _) =>
        {
            _local.Value = "item";
            return Later(value);
        });
        Assert.All(seen, value => Assert.Equal("caller", value));

        static IEnumerable<string?> Source()
        {
            for (var i = 0; i < 20; i++)
                yield return _local.Value;
        }
    }

    [Fact]
    public async Task Without_flow_items_see_the_default_context()
    {
        _local.Value = "caller";
        Task<string?[]> task;
        using (ExecutionContext.SuppressFlow())
        {
            task = Enumerable.Range(0, 20).SelectConcurrentAsync(3, (_, _) =>
            {
                var value = _local.Value;
                _local.Value = "item";
                return Later(value);
            });
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.All(await task, Assert.Null);
        Assert.Equal("caller", _local.Value);
    }

    [Fact]
    public void No_synchronization_context_is_captured()
    {
        var context = new CountingContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var task = Enumerable.Range(0, 50).SelectConcurrentAsync(3, async (x, _) =>
            {
                await Task.Run(static () => { }).ConfigureAwait(false);
                return x;
            });
            Assert.Same(context, SynchronizationContext.Current);
            Assert.True(task.Wait(Watchdog.Limit));
            Assert.Equal(0, context.Posts);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static async Task<string?> Later(string? value)
    {
        await Task.Yield();
        return value;
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}
