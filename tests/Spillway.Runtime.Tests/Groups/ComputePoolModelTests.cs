namespace Spillway.Runtime.Tests.Groups;

/// <summary>Small random pools on real threads beside what must hold in any order: each job once or cancelled, in order, never too many, all drained.</summary>
public sealed class ComputePoolModelTests
{
    [Fact]
    public void Every_job_runs_once_or_is_cancelled_and_disposing_waits_for_all() => Property.ForSeeds(Run, Effort.Cases(@short: 200, @long: 10_000));

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var threads = random.Next(1, 4);
        var pool = new ComputePool(threads, random.Next(1, 5));
        using var gate = new ManualResetEventSlim(random.Next(2) == 0);
        var started = new List<int>();
        var inside = 0;
        var violations = 0;
        var jobs = Enumerable.Range(0, random.Next(1, 15)).Select(number =>
        {
            var caller = new CancellationTokenSource();
            var fails = random.Next(6) == 0;
            var task = pool.RunAsync(
                token =>
                {
                    if (Interlocked.Increment(ref inside) > threads || token != caller.Token || Thread.CurrentThread.IsThreadPoolThread)
                        Interlocked.Increment(ref violations);
                    lock (started)
                        started.Add(number);
                    gate.Wait(CancellationToken.None);
                    Interlocked.Decrement(ref inside);
                    return fails ? throw new InvalidDataException() : number;
                },
                caller.Token);
            return (Number: number, Task: task, Caller: caller, Fails: fails);
        }).ToArray();

        var canceled = jobs.Where(_ => random.Next(4) == 0).ToArray();
        Array.ForEach(canceled, job => job.Caller.Cancel());
        var closing = random.Next(2) == 0 ? pool.DisposeAsync().AsTask() : null;
        gate.Set();
        Assert.True((closing ?? pool.DisposeAsync().AsTask()).Wait(Watchdog.Limit), "The pool does not close.");

        Assert.Equal((0, 0), (violations, inside));
        Assert.Equal(started.Distinct().Count(), started.Count);
        if (threads == 1)
            Assert.Equal(started.Order(), started);

        foreach (var (number, task, caller, fails) in jobs)
        {
            Assert.True(task.IsCompleted);
            var ran = started.Contains(number);
            if (!ran)
                Assert.True(task.IsCanceled && caller.IsCancellationRequested, $"Job {number}: {task.Status}");
            else if (fails)
                Assert.IsType<InvalidDataException>(task.Exception!.InnerException);
            else
                Assert.Equal(number, task.Result);
        }
    }
}
