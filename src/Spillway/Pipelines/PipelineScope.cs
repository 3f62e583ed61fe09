namespace Spillway;

/// <summary>A run of a pipeline: hears of every stage's failure when it occurs, and cancels all stages at the first.</summary>
internal sealed class PipelineScope(CancellationToken callerToken) : OperationScope(callerToken)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<Exception> _seen = new(ReferenceEqualityComparer.Instance);

    public Task Completion => _completion.Task;

    /// <summary>Records a failure, once: the same exception comes by again in every stage further down.</summary>
    public void Report(Exception exception)
    {
        lock (_seen)
        {
            if (!_seen.Add(exception))
                return;
        }

        Fail(exception);
    }

    protected override void OnEnded()
    {
        if (IsCanceled)
            _completion.SetCanceled(CallerToken);
        else if (Failures is { } failures)
            _completion.SetException(failures);
        else
            _completion.SetResult();
    }
}

/// <summary>The last stage: what is done with each item, and nothing comes out.</summary>
internal sealed class FinalStage<T>(
    ItemSource<T> source,
    int maxConcurrency,
    Func<T, CancellationToken, ValueTask<bool>> action,
    WorkQueue queue,
    PipelineScope pipeline)
    : FanOut<T, bool>(source, maxConcurrency, action, queue, pipeline.LinkedToken)
{
    protected override string Name => nameof(Pipeline);

    public void Run() => Start();

    protected override void OnFailed(Exception exception) => pipeline.Report(exception);

    protected override void Admit(long index)
    {
    }

    protected override void Deliver(long index, bool result)
    {
    }

    // Its source is disposed by now, and with it everything further up.
    protected override void Complete(bool canceled, List<Exception>? failures) => pipeline.Leave();
}

/// <summary>A stage as the source of the next one.</summary>
internal sealed class Stage<T>(Func<CancellationToken, IAsyncEnumerator<T>> open) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => open(cancellationToken);
}
