namespace Spillway.RateLimiting;

/// <summary>An item together with the permit for its operation.</summary>
internal readonly record struct Permitted<T>(T Item, Permit Permit);

/// <summary>
/// A sequence whose items come with a permit each. The permit is taken first: what waits for the limiter waits in the source, where others may
/// still take it, and no item is read that has no permit.
/// </summary>
internal sealed class PermittedItems<T> : IAsyncEnumerable<Permitted<T>>
{
    private readonly PermitLimiter _limiter;
    private readonly IEnumerable<T>? _items;
    private readonly IAsyncEnumerable<T>? _asyncItems;

    public PermittedItems(IEnumerable<T> items, PermitLimiter limiter) => (_items, _limiter) = (items, limiter);

    public PermittedItems(IAsyncEnumerable<T> items, PermitLimiter limiter) => (_asyncItems, _limiter) = (items, limiter);

    public IAsyncEnumerator<Permitted<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(this, cancellationToken);

    private sealed class Enumerator(PermittedItems<T> owner, CancellationToken cancellationToken) : IAsyncEnumerator<Permitted<T>>
    {
        private IEnumerator<T>? _items;
        private IAsyncEnumerator<T>? _asyncItems;
        private long _remaining = owner._items is not null && owner._items.TryGetNonEnumeratedCount(out var count) ? count : long.MaxValue;

        public Permitted<T> Current { get; private set; }

        public async ValueTask<bool> MoveNextAsync()
        {
            // Where the count is known the end costs no permit: a bucket would not get it back, and the last one to come would wait for it.
            if (_remaining-- <= 0 && !await ReadAsync().ConfigureAwait(false))
            {
                Current = default;
                return false;
            }

            var permit = await owner._limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
            var hasNext = false;
            try
            {
                // A count that was too small: the item is here already.
                hasNext = _remaining < 0 || await ReadAsync().ConfigureAwait(false);
                Current = hasNext ? new Permitted<T>(_asyncItems is null ? _items!.Current : _asyncItems.Current, permit) : default;
            }
            catch
            {
                hasNext = false;
                throw;
            }
            finally
            {
                if (!hasNext)
                    permit.Dispose();
            }

            return hasNext;
        }

        public async ValueTask DisposeAsync()
        {
            // At the end of the source this is empty. Otherwise everything has ended by now, and only an item that was read while something
            // failed was never run; a permit that was given back does not mind.
            Current.Permit?.Dispose();
            Current = default;
            _items?.Dispose();
            if (_asyncItems is not null)
                await _asyncItems.DisposeAsync().ConfigureAwait(false);
        }

        private ValueTask<bool> ReadAsync()
        {
            if (owner._asyncItems is not null)
                return (_asyncItems ??= owner._asyncItems.GetAsyncEnumerator(cancellationToken)).MoveNextAsync();

            return new ValueTask<bool>((_items ??= owner._items!.GetEnumerator()).MoveNext());
        }
    }
}
