namespace Spillway;

/// <summary>Results into an array, in the order of the items; the first failure stops the rest.</summary>
internal sealed class ArrayFanOut<T, TResult> : FanOut<T, TResult>
{
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _callerToken;
    private ResultBuffer<TResult> _results;

    private ArrayFanOut(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        WorkQueue queue,
        CancellationToken callerToken)
        : base(source, maxConcurrency, selector, queue, callerToken)
    {
        _callerToken = callerToken;
        _results = source.TryGetCount(out var count) ? new ResultBuffer<TResult>(count) : default;
    }

    public static Task<TResult[]> Run(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        WorkQueue queue,
        CancellationToken callerToken)
    {
        if (callerToken.IsCancellationRequested)
            return Task.FromCanceled<TResult[]>(callerToken);

        ArrayFanOut<T, TResult> operation;
        try
        {
            operation = new ArrayFanOut<T, TResult>(source, maxConcurrency, selector, queue, callerToken);
        }
        catch (Exception exception)
        {
            // The source's Count, or an array of that size.
            return Task.FromException<TResult[]>(exception);
        }

        operation.Start();
        return operation._completion.Task;
    }

    protected override void Admit(long index) => _results.Reserve(index);

    protected override void Deliver(long index, TResult result) => _results[index] = result;

    protected override void Complete(bool canceled, List<Exception>? failures)
    {
        if (canceled)
            _completion.SetCanceled(_callerToken);
        else if (failures is not null)
            _completion.SetException(failures);
        else
            _completion.SetResult(_results.ToArray(ItemsRead));
    }
}
