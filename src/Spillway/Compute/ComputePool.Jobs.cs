namespace Spillway;

// What stands in the queue.
public sealed partial class ComputePool
{
    /// <summary>A piece of work. Its flags are written under the lock of the queue.</summary>
    private abstract class Job
    {
        private int _dropped;

        /// <summary>When it was queued, if somebody measures.</summary>
        public long? QueuedAt { get; set; }

        public LinkedListNode<Job>? Node { get; set; }

        public bool IsStarted { get; set; }

        public bool IsCanceled { get; set; }

        /// <summary>Whether it counts against the capacity.</summary>
        public abstract bool NeedsRoom { get; }

        public bool TryDrop() => Interlocked.Exchange(ref _dropped, 1) == 0;

        public abstract void Listen();

        public abstract void SetCanceled();

        public abstract void Execute();
    }

    private sealed class WorkJob<TResult>(ComputePool pool, Func<CancellationToken, TResult> work, CancellationToken cancellationToken) : Job
    {
        private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ExecutionContext _context = ExecutionContext.Capture() ?? DefaultContext.Value;
        private CancellationTokenRegistration _registration;

        public Task<TResult> Task => _completion.Task;

        public override bool NeedsRoom => true;

        // Before it is queued, so that the field is set when a thread reads it.
        public override void Listen() => _registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (pool, job) = ((ComputePool, Job))state!;
                pool.Cancel(job);
            },
            (pool, (Job)this));

        public override void SetCanceled() => _completion.SetCanceled(cancellationToken);

        public override void Execute()
        {
            _registration.Unregister();
            ExecutionContext.Run(_context, static self => ((WorkJob<TResult>)self!).Run(), this);
        }

        private void Run()
        {
            try
            {
                _completion.SetResult(work(cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _completion.SetCanceled(cancellationToken);
            }
            catch (Exception exception)
            {
                _completion.SetException(exception);
            }
        }
    }

    private sealed class SchedulerJob(PoolScheduler scheduler, Task task) : Job
    {
        public Task Task => task;

        public override bool NeedsRoom => false;

        public override void Listen()
        {
        }

        public override void SetCanceled()
        {
        }

        public override void Execute() => scheduler.Execute(task);
    }

    private sealed class PoolScheduler(ComputePool pool) : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => pool.ThreadCount;

        public void Execute(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task)
        {
            pool.Accept();
            pool.Enqueue(new SchedulerJob(this, task));
        }

        // A thread of the pool that waits for a task of the pool does it itself; others must not compute.
        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => pool.IsOwnThread && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks()
        {
            lock (pool._queue)
                return [.. pool._queue.OfType<SchedulerJob>().Select(job => job.Task)];
        }
    }
}
