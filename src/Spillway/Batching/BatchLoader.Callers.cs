namespace Spillway;

// How those who asked hear the answer.
public sealed partial class BatchLoader<TKey, TValue>
{
    /// <summary>
    /// One who asked for a key and may leave. Not <c>Task.WaitAsync</c>: the key is given up where the token is cancelled, not some time later,
    /// what that throws goes to whoever cancelled, and a fetch that timed out stays a failure.
    /// </summary>
    private sealed class Caller : TaskCompletionSource<TValue>
    {
        private readonly BatchLoader<TKey, TValue> _loader;
        private readonly Load _load;
        private readonly CancellationToken _token;
        private readonly CancellationTokenRegistration _registration;

        public Caller(BatchLoader<TKey, TValue> loader, Load load, CancellationToken cancellationToken)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _loader = loader;
            _load = load;
            _token = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static self => ((Caller)self!).Cancel(), this);
            if (load.Task.IsCompleted)
                Answer();
            else
                load.Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Answer);
        }

        private void Answer()
        {
            _registration.Unregister();
            if (_load.Task.IsCompletedSuccessfully)
                TrySetResult(_load.Task.Result);
            else
                TrySetException(_load.Task.Exception!.InnerExceptions);
        }

        private void Cancel()
        {
            if (TrySetCanceled(_token))
                _loader.Leave(_load);
        }
    }

    /// <summary>One who asked for several keys: ends as everything here does, with the first failure, when all its loads have ended.</summary>
    private sealed class ManyLoads(BatchLoader<TKey, TValue> loader, Load[] loads, CancellationToken cancellationToken) : OperationScope(cancellationToken)
    {
        private readonly TaskCompletionSource<TValue[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TValue[] _values = new TValue[loads.Length];

        // Every key of a failed fetch has the same failure, and it occurred once.
        private readonly HashSet<Exception> _seen = new(ReferenceEqualityComparer.Instance);

        public Task<TValue[]> Run()
        {
            Attach();
            for (var i = 0; i < loads.Length; i++)
            {
                TryEnter();
                _ = WaitAsync(i);
            }

            Leave();
            return _completion.Task;
        }

        protected override void OnEnded()
        {
            if (IsCanceled)
                _completion.SetCanceled(CallerToken);
            else if (Failures is { } failures)
                _completion.SetException(failures);
            else
                _completion.SetResult(_values);
        }

        private async Task WaitAsync(int index)
        {
            try
            {
                _values[index] = await new Caller(loader, loads[index], LinkedToken).Task.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                bool isNew;
                lock (_seen)
                    isNew = _seen.Add(exception);

                if (isNew)
                    Fail(exception);
            }

            Leave();
        }
    }
}
