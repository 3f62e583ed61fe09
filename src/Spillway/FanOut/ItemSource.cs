namespace Spillway;

/// <summary>A sequence of either kind behind one asynchronous face. Never used by two threads at a time; opened on the first read.</summary>
internal struct ItemSource<T>
{
    // One of the two kinds. It is cast when it is opened, so one field is enough.
    private readonly object _items;
    private readonly bool _isAsync;
    private IEnumerator<T>? _enumerator;
    private IAsyncEnumerator<T>? _asyncEnumerator;

    public ItemSource(IEnumerable<T> items) => _items = items;

    public ItemSource(IAsyncEnumerable<T> items) => (_items, _isAsync) = (items, true);

    /// <summary>Whether a read can be expected to end within a few instructions, so that waiting for it by spinning is worth while.</summary>
    public readonly bool IsSynchronous => !_isAsync;

    /// <summary>The items themselves, where they are already there. (Not for an array of a derived type: that is another kind of array.)</summary>
    public readonly T[]? Array => !_isAsync && _items.GetType() == typeof(T[]) ? (T[])_items : null;

    public readonly T Current => _isAsync ? _asyncEnumerator!.Current : _enumerator!.Current;

    public readonly bool TryGetCount(out int count)
    {
        count = 0;
        if (_isAsync)
            return false;

        if (((IEnumerable<T>)_items).TryGetNonEnumeratedCount(out count))
            return true;

        if (_items is not IReadOnlyCollection<T> collection)
            return false;

        count = collection.Count;
        return true;
    }

    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        if (_isAsync)
            return (_asyncEnumerator ??= ((IAsyncEnumerable<T>)_items).GetAsyncEnumerator(cancellationToken)).MoveNextAsync();

        return new ValueTask<bool>((_enumerator ??= ((IEnumerable<T>)_items).GetEnumerator()).MoveNext());
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
