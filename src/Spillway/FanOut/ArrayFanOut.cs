namespace Spillway;

/// <summary>One element per item into an array, in the order of the items.</summary>
internal abstract class ArrayFanOut<T, TResult, TElement> : FanOut<T, TResult>
{
    private readonly TaskCompletionSource<TElement[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResultBuffer<TElement> _elements;

    protected ArrayFanOut(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        WorkQueue queue,
        CancellationToken callerToken)
        : base(source, maxConcurrency, selector, queue, callerToken)
    {
    }

    public Task<TElement[]> Run()
    {
        if (CallerToken.IsCancellationRequested)
            return Task.FromCanceled<TElement[]>(CallerToken);

        try
        {
            if (TryGetCount(out var count))
                _elements = new ResultBuffer<TElement>(count);
        }
        catch (Exception exception)
        {
            // The source's Count, or an array of that size.
            return Task.FromException<TElement[]>(exception);
        }

        Start();
        return _completion.Task;
    }

    protected sealed override void Admit(long index) => _elements.Reserve(index);

    protected void Store(long index, TElement element) => _elements[index] = element;

    protected sealed override void Complete(bool canceled, List<Exception>? failures)
    {
        if (canceled)
            _completion.SetCanceled(CallerToken);
        else if (failures is not null)
            _completion.SetException(failures);
        else
            _completion.SetResult(_elements.ToArray(ItemsRead));
    }
}

/// <summary>The results themselves; the first failure stops the rest.</summary>
internal sealed class ResultFanOut<T, TResult>(
    ItemSource<T> source,
    int maxConcurrency,
    Func<T, CancellationToken, ValueTask<TResult>> selector,
    WorkQueue queue,
    CancellationToken callerToken)
    : ArrayFanOut<T, TResult, TResult>(source, maxConcurrency, selector, queue, callerToken)
{
    protected override string Name => nameof(ConcurrentEnumerable.SelectConcurrentAsync);

    protected override void Deliver(long index, TResult result) => Store(index, result);
}

/// <summary>What became of each item; a failed item stops nothing.</summary>
internal sealed class OutcomeFanOut<T, TResult>(
    ItemSource<T> source,
    int maxConcurrency,
    Func<T, CancellationToken, ValueTask<TResult>> selector,
    WorkQueue queue,
    CancellationToken callerToken)
    : ArrayFanOut<T, TResult, TaskOutcome<TResult>>(source, maxConcurrency, selector, queue, callerToken)
{
    protected override string Name => nameof(ConcurrentEnumerable.SelectSettledAsync);

    protected override void Deliver(long index, TResult result) => Store(index, new TaskOutcome<TResult>(result));

    protected override void ItemFailed(long index, Exception exception) => Store(index, new TaskOutcome<TResult>(exception));
}
