namespace Spillway;

/// <summary>The recipe of a stream; every enumeration is a fan-out of its own.</summary>
internal sealed class ConcurrentStream<T, TResult> : IAsyncEnumerable<TResult>
{
    private const int DefaultWindowPerSlot = 4;

    private readonly ItemSource<T> _source;
    private readonly int _maxConcurrency;
    private readonly Func<T, CancellationToken, ValueTask<TResult>> _selector;
    private readonly bool _ordered;
    private readonly int _window;
    private readonly WorkQueue _queue;

    public ConcurrentStream(
        ItemSource<T> source,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        bool ordered,
        int? reorderWindow,
        WorkQueue? queue = null)
    {
        _window = reorderWindow ?? (int)Math.Min((long)maxConcurrency * DefaultWindowPerSlot, int.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(_window, 1, nameof(reorderWindow));
        _source = source;
        _maxConcurrency = maxConcurrency;
        _selector = selector;
        _ordered = ordered;
        _queue = queue ?? WorkQueue.Pool;
    }

    public IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _ordered
        ? new OrderedStream<T, TResult>(_source, _maxConcurrency, _selector, _window, _queue, cancellationToken)
        : new UnorderedStream<T, TResult>(_source, _maxConcurrency, _selector, _window, _queue, cancellationToken);
}
