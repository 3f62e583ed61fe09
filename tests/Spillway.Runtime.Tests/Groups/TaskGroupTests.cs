namespace Spillway.Runtime.Tests.Groups;

public sealed class TaskGroupTests
{
    [Fact]
    public async Task A_group_waits_for_children_and_their_children()
    {
        var ended = 0;
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 3; i++)
                group.Run(ct => Grow(group, 3));
            await Task.Yield();
        });
        Assert.Equal(3 * 15, ended);

        async Task Grow(TaskGroup group, int depth)
        {
            await Task.Yield();
            if (depth > 0)
            {
                group.Run(ct => Grow(group, depth - 1));
                group.Run(ct => Grow(group, depth - 1));
            }

            Interlocked.Increment(ref ended);
        }
    }

    [Fact]
    public async Task The_first_failure_cancels_the_siblings_and_all_failures_are_kept()
    {
        var first = new TaskCompletionSource();
        var task = TaskGroup.RunAsync(async group =>
        {
            group.Run(_ => first.Task);
            group.Run(ct => Task.Delay(Timeout.Infinite, ct));
            group.Run(async ct =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                catch (OperationCanceledException)
                {
                    throw new InvalidOperationException("clean-up");
                }
            });
            await Task.Yield();
        });
        first.SetException(new InvalidDataException("first"));
        Assert.Equal("first", (await Assert.ThrowsAsync<InvalidDataException>(() => task)).Message);
        Assert.Equal(["first", "clean-up"], task.Exception!.InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task The_body_is_a_participant_and_has_a_result()
    {
        Assert.Equal(5, await TaskGroup.RunAsync(async group => await group.Run(async _ => 5)));
        var ended = false;
        await Assert.ThrowsAsync<InvalidDataException>(() => TaskGroup.RunAsync(group =>
        {
            group.Run(async ct =>
            {
                await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended = true;
            });
            throw new InvalidDataException();
        }));
        Assert.True(ended);
    }

    [Fact]
    public async Task The_callers_token_cancels_the_group()
    {
        using var caller = new CancellationTokenSource();
        var task = TaskGroup.RunAsync(group => Task.Delay(Timeout.Infinite, group.Token), cancellationToken: caller.Token);
        caller.Cancel();
        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);
        Assert.True(task.IsCanceled);
        Assert.True(TaskGroup.RunAsync(_ => throw new InvalidOperationException("not run"), cancellationToken: caller.Token).IsCanceled);
    }

    [Fact]
    public async Task Cancel_ends_the_group_as_cancelled_and_lets_nothing_start()
    {
        await using var group = new TaskGroup();
        group.Run(ct => Task.Delay(Timeout.Infinite, ct));
        group.Cancel();
        var ran = false;
        group.Run(async _ => { ran = true; });
        Assert.False(group.TryRun(async _ => { ran = true; }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await group.RunAsync(async _ => { ran = true; }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => group.Run(async _ => ran = true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(group.WaitAsync);
        Assert.True(group.WaitAsync().IsCanceled);
        Assert.False(ran);
    }

    [Fact]
    public async Task Leaving_without_waiting_cancels_awaits_and_hides_nothing()
    {
        var ended = 0;
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await using var group = new TaskGroup();
            for (var i = 0; i < 3; i++)
            {
                group.Run(async ct =>
                {
                    await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await Task.Yield();
                    Interlocked.Increment(ref ended);
                    throw new InvalidOperationException("nobody asked");
                });
            }

            throw new InvalidDataException("the body");
        });
        Assert.Equal("the body", thrown.Message);
        Assert.Equal(3, ended);
    }

    [Fact]
    public async Task After_the_end_nothing_can_be_added()
    {
        await using var group = new TaskGroup();
        group.Run(async _ => await Task.Yield());
        await group.WaitAsync();
        Assert.Throws<InvalidOperationException>(() => group.Run(_ => Task.CompletedTask));
        Assert.Throws<InvalidOperationException>(() => { _ = group.Run(_ => Task.FromResult(1)); });
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await group.RunAsync(_ => Task.CompletedTask));
        Assert.False(group.TryRun(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_limit_makes_children_wait_and_producers_too()
    {
        await using var group = new TaskGroup(maxConcurrency: 2);
        Assert.Equal(2, group.MaxConcurrency);
        var gates = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
        var started = 0;
        Task Child(int i)
        {
            Interlocked.Increment(ref started);
            return gates[i].Task;
        }

        group.Run(_ => Child(0));
        await group.RunAsync(_ => Child(1));
        Assert.False(group.TryRun(_ => Child(2)));
        var third = group.RunAsync(_ => Child(2)).AsTask();
        group.Run(_ => Child(3));
        Assert.False(third.IsCompleted);
        Assert.Equal(2, started);
        gates[0].SetResult();
        await third;
        gates[1].SetResult();
        gates[2].SetResult();
        gates[3].SetResult();
        await group.WaitAsync();
        Assert.Equal(4, started);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskGroup(0));
        Assert.Throws<ArgumentNullException>(() => group.Run(null!));
    }

    [Fact]
    public async Task A_failed_child_whose_task_nobody_looks_at_is_still_the_groups_failure()
    {
        await using var group = new TaskGroup();
        var child = group.Run(async Task<int> (_) =>
        {
            await Task.Yield();
            throw new InvalidDataException();
        });
        await Assert.ThrowsAsync<InvalidDataException>(group.WaitAsync);
        Assert.True(child.IsFaulted);
    }

    [Fact]
    public async Task What_a_child_changes_in_the_context_is_its_own()
    {
        var local = new AsyncLocal<string?> { Value = "caller" };
        await using var group = new TaskGroup();
        var seen = new List<string?>();
        for (var i = 0; i < 3; i++)
            group.Run(Change);

        Assert.True(group.TryRun(Change));
        Assert.Equal("caller", local.Value);
        using (ExecutionContext.SuppressFlow())
        {
            group.Run(Change);
            Assert.Equal("caller", local.Value);
        }

        Assert.All(seen, value => Assert.Equal("caller", value));
        group.Run(_ => null!);
        await Assert.ThrowsAsync<ArgumentNullException>(group.WaitAsync);

        Task Change(CancellationToken token)
        {
            seen.Add(local.Value);
            local.Value = "child";
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Random_groups_run_each_child_once_and_keep_the_limit() => await Watchdog.Guard(async first =>
    {
        for (int seed = first, children = 0; children < Effort.Operations(); seed++)
        {
            var random = new Random(seed);
            int? limit = random.Next(2) == 0 ? random.Next(1, 8) : null;
            var count = random.Next(1, 100);
            var failing = random.Next(3) == 0 ? random.Next(count) : -1;
            var inside = 0;
            var started = 0;
            var task = TaskGroup.RunAsync(
                async group =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        var number = i;
                        if (random.Next(2) == 0)
                            group.Run(ct => Child(number, ct));
                        else
                            await group.RunAsync(ct => Child(number, ct));
                    }
                },
                limit);
            var thrown = await Record.ExceptionAsync(() => task);
            Assert.Equal(0, Volatile.Read(ref inside));
            if (failing < 0)
                Assert.True(thrown is null && started == count, $"Seed {seed}: {started} of {count} ran, {thrown}");
            else
                Assert.IsType<InvalidDataException>(thrown);

            children += count;

            async Task Child(int number, CancellationToken ct)
            {
                Assert.True(Interlocked.Increment(ref inside) <= (limit ?? int.MaxValue));
                Interlocked.Increment(ref started);
                if (number % 3 == 0)
                    await Task.Yield();
                Interlocked.Decrement(ref inside);
                if (number == failing)
                    throw new InvalidDataException();
            }
        }
    });
}

[Collection(AloneCollection.Name)]
public sealed class TaskGroupMemoryTests
{
    [Fact]
    public async Task Nothing_is_kept_of_a_child_that_has_ended()
    {
        await using var group = new TaskGroup();
        await Add(1_000);
        var kept = await Allocations.Kept(() => Add(100_000));
        Assert.True(kept < 100_000, $"{kept} B are kept of 100,000 children.");
        await group.WaitAsync();

        // Each child is awaited, so none is alive when memory is looked at.
        async Task Add(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await group.Run(static async _ =>
                {
                    await Task.Yield();
                    return 1;
                });
            }
        }
    }
}
