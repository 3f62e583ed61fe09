using System.Diagnostics;

namespace Spillway;

/// <summary>A mutual exclusion that may be held across <c>await</c>.</summary>
/// <remarks>
/// <para>Strictly first in, first out. Not re-entrant: a flow that holds the lock and asks for it again waits for itself (debug builds of this
/// library throw a <see cref="LockRecursionException"/>). A waiter that is cancelled or times out leaves the queue at once.</para>
/// <para>Releasing twice is harmless. There is nothing to dispose, and waiting allocates nothing once a few waits have been made.
/// All members are safe to call from any thread; awaiters never resume on the stack of whoever released.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncLock _refresh = new();
///
/// using (await _refresh.LockAsync(cancellationToken))
///     _token = await client.GetTokenAsync(cancellationToken);
/// </code>
/// </example>
public sealed class AsyncLock
{
    private readonly Permits _permits;
    private long _ticket;
#if DEBUG
    private readonly AsyncLocal<long?> _heldTicket = new();
#endif

    /// <summary>Creates a lock that nobody holds.</summary>
    /// <param name="timeProvider">The clock for time-outs; the system's if null.</param>
    public AsyncLock(TimeProvider? timeProvider = null)
        : this(WorkQueue.Pool, timeProvider)
    {
    }

    internal AsyncLock(WorkQueue queue, TimeProvider? timeProvider = null) =>
        _permits = new Permits(this, queue, timeProvider ?? TimeProvider.System);

    /// <summary>Waits until the lock is free, and takes it.</summary>
    /// <param name="cancellationToken">Gives up waiting. It has no effect once the lock is held.</param>
    /// <returns>The holding; disposing it releases the lock.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted; it is in the exception.</exception>
    public ValueTask<Holding> LockAsync(CancellationToken cancellationToken = default)
    {
        CheckRecursion();
        return _permits.AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>Waits for the lock for some time at most.</summary>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> (or more than 49 days) for no limit.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The holding; its <see cref="Holding.IsAcquired"/> is false if the time ran out, and disposing it then does nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted; it is in the exception.</exception>
    /// <example>
    /// <code>
    /// using var holding = await gate.TryLockAsync(TimeSpan.FromSeconds(2), cancellationToken);
    /// if (!holding.IsAcquired)
    ///     return Busy();
    /// </code>
    /// </example>
    public ValueTask<Holding> TryLockAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Validate(timeout);
        if (timeout != TimeSpan.Zero)
            CheckRecursion();
        return _permits.AcquireAsync(timeout, cancellationToken);
    }

    [Conditional("DEBUG")]
    private void CheckRecursion()
    {
#if DEBUG
        // The number changes when the lock is released, so equal numbers mean that this flow still holds it.
        if (_heldTicket.Value == Volatile.Read(ref _ticket))
            throw new LockRecursionException("The flow that holds this lock asks for it again: it would wait for itself.");
#endif
    }

    // Runs where the awaiting method resumes, in its own context: the mark flows to what it calls from there.
    [Conditional("DEBUG")]
    private void MarkHeld(long ticket)
    {
#if DEBUG
        _heldTicket.Value = ticket;
#endif
    }

    private void Release(long ticket)
    {
        // Each holding has its own number, so the second release of a copy finds another number here.
        if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
            _permits.Release();
    }

    /// <summary>The right that a lock was acquired; disposing it releases the lock.</summary>
    /// <remarks>A small value. Copies stand for the same holding: releasing through two of them releases once.</remarks>
    public readonly struct Holding : IDisposable
    {
        private readonly AsyncLock? _owner;
        private readonly long _ticket;

        internal Holding(AsyncLock owner, long ticket)
        {
            _owner = owner;
            _ticket = ticket;
        }

        /// <summary>Whether the lock was acquired; false after a time-out.</summary>
        public bool IsAcquired => _owner is not null;

        /// <summary>Releases the lock; does nothing if it was never acquired or is already released.</summary>
        public void Dispose() => _owner?.Release(_ticket);
    }

    private sealed class Permits(AsyncLock owner, WorkQueue queue, TimeProvider time) : PermitQueue<Holding>(nameof(AsyncLock), 1, queue, time)
    {
        protected override Holding CreateGrant(bool acquired)
        {
            if (!acquired)
                return default;

            var ticket = Volatile.Read(ref owner._ticket);
            owner.MarkHeld(ticket);
            return new Holding(owner, ticket);
        }
    }
}
