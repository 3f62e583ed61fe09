using Microsoft.CodeAnalysis.CSharp;

namespace Spillway.Runtime.Tests.Groups;

public sealed class ComputePoolTests
{
    [Fact]
    public async Task Work_runs_on_the_pools_threads_and_awaiters_do_not()
    {
        await using var pool = new ComputePool(threadCount: 2, queueCapacity: 4);
        Assert.Equal((2, 4), (pool.ThreadCount, pool.QueueCapacity));
        await CheckThreads(pool);
        var ran = false;
        await pool.RunAsync(_ => { ran = true; });
        Assert.True(ran);
        Assert.Equal(Environment.ProcessorCount, ComputePool.Shared.ThreadCount);
        Assert.Equal(3, await ComputePool.Shared.RunAsync(_ => 3));
    }

    [Fact]
    public async Task Work_starts_in_order_and_a_full_queue_holds_callers_back()
    {
        await using var pool = new ComputePool(threadCount: 1, queueCapacity: 2);
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        var first = pool.RunAsync(_ => gate.Wait());
        var rest = Enumerable.Range(0, 50).Select(i => pool.RunAsync(_ => order.Add(i))).ToArray();
        Assert.All(rest, task => Assert.False(task.IsCompleted));
        gate.Set();
        await Task.WhenAll(rest);
        await first;
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    public async Task A_queue_shorter_than_the_threads_keeps_none_of_them_from_starting() => await Watchdog.Guard(async () =>
    {
        // Each piece of work ends when all of them run at once. They are handed over together, so that the queue is full before the first thread has started.
        const int Threads = 4;
        for (var round = 0; round < 50; round++)
        {
            await using var pool = new ComputePool(Threads, queueCapacity: 1);
            using var together = new Barrier(Threads);
            using var all = new CountdownEvent(Threads);
            var callers = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return pool.RunAsync(_ =>
                    {
                        all.Signal();
                        all.Wait();
                    });
                },
                TaskCreationOptions.LongRunning).Unwrap());
            await Task.WhenAll(callers);
        }
    });

    [Fact]
    public async Task What_is_cancelled_while_it_is_queued_never_runs()
    {
        await using var pool = new ComputePool(threadCount: 1, queueCapacity: 2);
        using var gate = new ManualResetEventSlim();
        using var caller = new CancellationTokenSource();
        var first = pool.RunAsync(_ => gate.Wait());
        var ran = 0;
        var canceled = Enumerable.Range(0, 6).Select(_ => pool.RunAsync(_ => Interlocked.Increment(ref ran), caller.Token)).ToArray();
        var last = pool.RunAsync(_ => 7);
        caller.Cancel();
        foreach (var task in canceled)
            Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);

        Assert.False(first.IsCompleted);
        gate.Set();
        Assert.Equal(7, await last);
        Assert.Equal(0, ran);
        Assert.True(pool.RunAsync(_ => 1, caller.Token).IsCanceled);
    }

    [Fact]
    public async Task Failures_and_cancellations_of_the_work_are_its_tasks()
    {
        await using var pool = new ComputePool(threadCount: 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => pool.RunAsync(int (_) => throw new InvalidDataException()));
        using var caller = new CancellationTokenSource();
        var task = pool.RunAsync(
            token =>
            {
                caller.Cancel();
                token.ThrowIfCancellationRequested();
            },
            caller.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
        var foreign = pool.RunAsync(int (_) => throw new OperationCanceledException("a time-out inside"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => foreign);
        Assert.True(foreign.IsFaulted);
    }

    [Fact]
    public async Task A_thread_of_the_pool_may_not_block_on_it()
    {
        await using var pool = new ComputePool(threadCount: 1);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => pool.RunAsync(_ => pool.RunAsync(_ => 1).Result));
        Assert.Contains("call the work directly", thrown.Message);
    }

    [Fact]
    public async Task Work_sees_the_callers_context_and_leaves_nothing_behind()
    {
        await using var pool = new ComputePool(threadCount: 1);
        var local = new AsyncLocal<string?> { Value = "caller" };
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("caller", await pool.RunAsync(_ =>
            {
                var seen = local.Value;
                local.Value = "work";
                return seen;
            }));
        }

        Assert.Equal("caller", local.Value);
        using (ExecutionContext.SuppressFlow())
            Assert.Null(pool.RunAsync(_ => local.Value).GetAwaiter().GetResult());
    }

    [Fact]
    public async Task Disposing_drains_and_refuses_more()
    {
        var pool = new ComputePool(threadCount: 2, queueCapacity: 1);
        using var gate = new ManualResetEventSlim();
        var ran = 0;
        var tasks = Enumerable.Range(0, 10).Select(_ => pool.RunAsync(_ =>
        {
            gate.Wait();
            Interlocked.Increment(ref ran);
        })).ToArray();
        var closing = pool.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(_ => 1); });
        gate.Set();
        await closing;
        Assert.Equal(10, ran);
        Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully));
        await pool.DisposeAsync();
        await new ComputePool().DisposeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ComputePool.Shared.DisposeAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComputePool(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComputePool(1, 0));
        Assert.Throws<ArgumentNullException>(() => { _ = ComputePool.Shared.RunAsync((Action<CancellationToken>)null!); });
    }

    [Fact]
    public async Task The_scheduler_runs_parallel_loops_on_the_pool()
    {
        await using var pool = new ComputePool(threadCount: 2);
        Assert.Equal(2, pool.Scheduler.MaximumConcurrencyLevel);
        var onPool = await Task.Factory.StartNew(
            () =>
            {
                var all = true;
                Parallel.For(0, 50, new ParallelOptions { TaskScheduler = pool.Scheduler }, _ => all &= !Thread.CurrentThread.IsThreadPoolThread);
                return all;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pool.Scheduler);
        Assert.True(onPool);
    }

    [Theory]
    [InlineData("await pool.RunAsync(async ct => { await Task.Yield(); });")]
    [InlineData("await pool.RunAsync(async ct => { await Task.Yield(); return 1; });")]
    [InlineData("await pool.RunAsync(ct => Task.Delay(1, ct));")]
    [InlineData("await pool.RunAsync(ct => new ValueTask<int>(1));")]
    public void An_asynchronous_delegate_does_not_compile(string call)
    {
        Assert.Contains("CS0619", Snippet.Errors($"ComputePool pool = ComputePool.Shared; {call}"));
        foreach (var version in new[] { LanguageVersion.CSharp12, LanguageVersion.CSharp13, LanguageVersion.CSharp14 })
        {
            // Before C# 13 an async lambda is ambiguous instead, which stops it as well.
            Assert.Matches("CS0619|CS0121", Snippet.Errors($"ComputePool pool = ComputePool.Shared; {call}", version));
            Assert.Equal("", Snippet.Errors(
                """
                ComputePool pool = ComputePool.Shared;
                int x = await pool.RunAsync(ct => 1);
                await pool.RunAsync(ct => { });
                static int Compute(CancellationToken ct) => 1;
                x = await pool.RunAsync(Compute);
                static void Work(CancellationToken ct) { }
                await pool.RunAsync(Work);
                string s = await pool.RunAsync(ct => { ct.ThrowIfCancellationRequested(); return "a"; }, CancellationToken.None);
                """,
                version));
        }
    }

    [Fact]
    public async Task Many_callers_with_random_cancellation_lose_no_work() => await Watchdog.Guard(async seed =>
    {
        await using var pool = new ComputePool(threadCount: 3, queueCapacity: 8);
        var ran = 0;
        var canceled = 0;
        var total = Effort.Operations(@short: 20_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < total / 8; i++)
            {
                using var caller = new CancellationTokenSource();
                var task = pool.RunAsync(_ => Interlocked.Increment(ref ran), caller.Token);
                if (random.Next(4) == 0)
                    caller.Cancel();
                try
                {
                    await task;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref canceled);
                }
            }
        })));
        Assert.Equal(total / 8 * 8, ran + canceled);
    });

    private static async Task CheckThreads(ComputePool pool)
    {
        var threads = new HashSet<Thread>();
        for (var i = 0; i < 20; i++)
        {
            var thread = await pool.RunAsync(_ => Thread.CurrentThread).ConfigureAwait(false);
            Assert.False(thread.IsThreadPoolThread);
            Assert.True(thread.IsBackground);
            Assert.NotSame(thread, Thread.CurrentThread);
            threads.Add(thread);
        }

        Assert.InRange(threads.Count, 1, 2);
    }
}
