namespace Spillway;

/// <summary>A sequence of either kind behind one asynchronous face. Never used by two threads at a time; opened on the first read.</summary>
internal struct ItemSource<T>
{
    private readonly IEnumerable<T>? _items;
    private readonly IAsyncEnumerable<T>? _asyncItems;
    private IEnumerator<T>? _enumerator;
    private IAsyncEnumerator<T>? _asyncEnumerator;

    public ItemSource(IEnumerable<T> items) => _items = items;

    public ItemSource(IAsyncEnumerable<T> items) => _asyncItems = items;

    /// <summary>Whether a read can be expected to end within a few instructions, so that waiting for it by spinning is worth while.</summary>
    public readonly bool IsSynchronous => _items is not null;

    public readonly T Current => _items is not null ? _enumerator!.Current : _asyncEnumerator!.Current;

    public readonly bool TryGetCount(out int count)
    {
        count = 0;
        if (_items is null)
            return false;

        if (_items.TryGetNonEnumeratedCount(out count))
            return true;

        if (_items is not IReadOnlyCollection<T> collection)
            return false;

        count = collection.Count;
        return true;
    }

    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (_items is not null)
            return new ValueTask<bool>((_enumerator ??= _items.GetEnumerator()).MoveNext());

        return (_asyncEnumerator ??= _asyncItems!.GetAsyncEnumerator(cancellationToken)).MoveNextAsync();
    }

    public ValueTask DisposeAsync()
    {
        // Cleared first, so that a Dispose that throws is not called a second time.
        var enumerator = _enumerator;
        _enumerator = null;
        enumerator?.Dispose();

        var asyncEnumerator = _asyncEnumerator;
        _asyncEnumerator = null;
        return asyncEnumerator?.DisposeAsync() ?? default;
    }
}
