namespace Spillway;

// The threads and their queue.
public sealed partial class ComputePool
{
    private readonly LinkedList<Job> _queue = new();

    // Callers that wait for room. Who comes first in is decided where they ask, under the lock, and not by who runs first when there is room.
    private readonly LinkedList<Job> _waitingForRoom = new();
    private int _queuedWork;
    private readonly Thread[] _threads;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _startedThreads;
    private int _idleThreads;
    private int _runningThreads;
    private int _unfinished;
    private bool _isClosing;

    private bool IsOwnThread => Array.IndexOf(_threads, Thread.CurrentThread, 0, Volatile.Read(ref _startedThreads)) >= 0;

    private Task<TResult> Submit<TResult>(Func<CancellationToken, TResult> work, CancellationToken cancellationToken)
    {
        if (IsOwnThread)
            throw new InvalidOperationException("This is a thread of the pool already: call the work directly. Blocking here for the pool could wait for ever.");

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);

        Accept();
        var job = new WorkJob<TResult>(this, work, cancellationToken);
        job.Listen();
        Enqueue(job);
        return job.Task;
    }

    private void Accept()
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            _unfinished++;
        }
    }

    private void Finish()
    {
        lock (_queue)
        {
            _unfinished--;
            EndThreadsIfDone();
        }
    }

    private void Enqueue(Job job)
    {
        job.QueuedAt = Instruments.Queued(nameof(ComputePool), TimeProvider.System);
        Thread? started = null;
        lock (_queue)
        {
            if (!job.IsCanceled)
            {
                if (job.NeedsRoom && _queuedWork == QueueCapacity)
                    job.Node = _waitingForRoom.AddLast(job);
                else
                    started = Append(job);
            }
        }

        // Outside the lock, and without the caller's context: the thread serves others too.
        started?.UnsafeStart();
        if (job.IsCanceled)
            Drop(job);
    }

    // Cancelled while it was queued, or just before.
    private void Cancel(Job job)
    {
        Thread? started = null;
        lock (_queue)
        {
            if (job.IsStarted || job.IsCanceled)
                return;

            job.IsCanceled = true;
            if (job.Node is null)
                return;

            var wasQueued = job.Node.List == _queue;
            job.Node.List!.Remove(job.Node);
            job.Node = null;
            if (wasQueued)
                started = MakeRoom(job);
        }

        started?.UnsafeStart();
        Drop(job);
    }

    private void Drop(Job job)
    {
        if (!job.TryDrop())
            return;

        Instruments.Dequeued(nameof(ComputePool), TimeProvider.System, job.QueuedAt);

        job.SetCanceled();
        Finish();
    }

    private Thread? Append(Job job)
    {
        job.Node = _queue.AddLast(job);
        if (job.NeedsRoom)
            _queuedWork++;

        if (_idleThreads < _queue.Count && _startedThreads < ThreadCount)
            return AddThread();

        Monitor.Pulse(_queue);
        return null;
    }

    // Whoever waited for room may need a thread as well: a short queue is full before all threads have been started.
    private Thread? MakeRoom(Job left)
    {
        if (!left.NeedsRoom)
            return null;

        _queuedWork--;
        if (_waitingForRoom.First is not { } next)
            return null;

        _waitingForRoom.RemoveFirst();
        return Append(next.Value);
    }

    private Thread AddThread()
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"Spillway compute {_startedThreads + 1}" };
        _threads[_startedThreads] = thread;
        _runningThreads++;
        Volatile.Write(ref _startedThreads, _startedThreads + 1);
        return thread;
    }

    private void Work()
    {
        while (Next() is { } job)
        {
            Instruments.Dequeued(nameof(ComputePool), TimeProvider.System, job.QueuedAt);
            var isCounted = Instruments.Started(nameof(ComputePool));
            job.Execute();
            Instruments.Ended(nameof(ComputePool), isCounted);
            Finish();
        }

        lock (_queue)
        {
            if (--_runningThreads != 0)
                return;
        }

        _closed.SetResult();
    }

    private Job? Next()
    {
        Job job;
        Thread? started;
        lock (_queue)
        {
            while (_queue.First is null)
            {
                if (_isClosing && _unfinished == 0)
                    return null;

                _idleThreads++;
                Monitor.Wait(_queue);
                _idleThreads--;
            }

            job = _queue.First.Value;
            _queue.RemoveFirst();
            job.Node = null;
            job.IsStarted = true;
            started = MakeRoom(job);
        }

        started?.UnsafeStart();
        return job;
    }

    private Task Close()
    {
        bool hasThreads;
        lock (_queue)
        {
            _isClosing = true;
            hasThreads = _runningThreads > 0 || _unfinished > 0;
            EndThreadsIfDone();
        }

        return hasThreads ? _closed.Task : Task.CompletedTask;
    }

    private void EndThreadsIfDone()
    {
        if (!_isClosing || _unfinished != 0)
            return;

        Monitor.PulseAll(_queue);

        // Everything was cancelled before a thread was needed.
        if (_startedThreads == 0)
            _closed.TrySetResult();
    }
}
