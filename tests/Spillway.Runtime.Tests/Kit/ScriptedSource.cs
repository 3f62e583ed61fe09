namespace Spillway.Runtime.Tests.Kit;

/// <summary>How a source behaves, and what it saw: reads from two threads at a time, and how often it was opened and disposed.</summary>
internal sealed class ScriptedSource(int count, SeededQueue? queue = null) : IEnumerable<int>, IAsyncEnumerable<int>
{
    private int _readers;

    public int Opened { get; private set; }

    public int Disposed { get; private set; }

    public int Read { get; private set; }

    /// <summary>Whether an asynchronous read is waiting for its turn in the queue.</summary>
    public bool IsPending { get; private set; }

    public bool ReachedEnd { get; private set; }

    /// <summary>The read that fails, or -1.</summary>
    public int FailAt { get; init; } = -1;

    public Exception? FailOnDispose { get; init; }

    public Action<Exception>? OnFailing { get; init; }

    public CancellationToken Token { get; private set; }

    /// <summary>The same items as a plain sequence: a type that is both kinds of source cannot be inferred.</summary>
    public IEnumerable<int> Synchronous => this;

    public IAsyncEnumerable<int> Asynchronous => this;

    public IEnumerator<int> GetEnumerator()
    {
        Opened++;
        return new Enumerator(this);
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        Opened++;
        Token = cancellationToken;
        return new Enumerator(this);
    }

    private bool MoveNext(Enumerator enumerator)
    {
        if (Read == FailAt)
        {
            var exception = new InvalidDataException($"source at {Read}");
            OnFailing?.Invoke(exception);
            throw exception;
        }

        if (Read == count)
        {
            ReachedEnd = true;
            return false;
        }

        enumerator.Current = Read++;
        return true;
    }

    private sealed class Enumerator(ScriptedSource owner) : IEnumerator<int>, IAsyncEnumerator<int>
    {
        private bool _disposed;

        public int Current { get; set; }

        object System.Collections.IEnumerator.Current => Current;

        public bool MoveNext()
        {
            Enter();
            try
            {
                return owner.MoveNext(this);
            }
            finally
            {
                Leave();
            }
        }

        public ValueTask<bool> MoveNextAsync()
        {
            if (owner is { IsPending: true })
                throw new InvalidOperationException("Two reads at a time.");

            if (!QueueWants())
                return new ValueTask<bool>(MoveNext());

            var completion = new TaskCompletionSource<bool>();
            Enter();
            owner.IsPending = true;
            owner.Queue!.Add(() =>
            {
                owner.IsPending = false;
                bool moved;
                try
                {
                    moved = owner.MoveNext(this);
                }
                catch (InvalidDataException exception)
                {
                    Leave();
                    completion.SetException(exception);
                    return;
                }

                Leave();
                completion.SetResult(moved);
            });
            return new ValueTask<bool>(completion.Task);
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
            if (_disposed)
                throw new InvalidOperationException("Disposed twice.");

            if (Volatile.Read(ref owner._readers) != 0)
                throw new InvalidOperationException("Disposed while it was read.");

            _disposed = true;
            owner.Disposed++;
            if (owner.FailOnDispose is { } exception)
            {
                owner.OnFailing?.Invoke(exception);
                throw exception;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private bool QueueWants() => owner.Queue is { } queue && queue.Random.Next(3) != 0;

        private void Enter()
        {
            if (_disposed)
                throw new InvalidOperationException("Read after it was disposed.");

            if (Interlocked.Increment(ref owner._readers) != 1)
                throw new InvalidOperationException("Two reads at a time.");
        }

        private void Leave() => Interlocked.Decrement(ref owner._readers);
    }

    private SeededQueue? Queue => queue;
}
