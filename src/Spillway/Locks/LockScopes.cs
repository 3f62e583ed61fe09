namespace Spillway;

/// <summary>Enters ordinary, thread-affine locks with a limit on the wait, so that a deadlock becomes an exception with a stack trace.</summary>
/// <remarks>For code that does not await. The scopes are ref structs: the compiler refuses to keep them across an <c>await</c>.</remarks>
public static class LockScopes
{
    /// <summary>Enters the lock of an object, as the <c>lock</c> statement does, but waits no longer than <paramref name="timeout"/>.</summary>
    /// <param name="lockObject">The object that <c>lock</c> would name.</param>
    /// <param name="timeout">How long this thread may block: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>A scope that leaves the lock when it is disposed, on the same thread, once.</returns>
    /// <exception cref="ArgumentNullException">The object is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite, or above <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="LockTimeoutException">The lock was not free in time.</exception>
    /// <example>
    /// <code>
    /// using (_gate.EnterScope(TimeSpan.FromSeconds(5)))
    ///     _balance += amount;
    /// </code>
    /// </example>
    public static MonitorScope EnterScope(this object lockObject, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(lockObject);
        if (!Monitor.TryEnter(lockObject, timeout))
            throw new LockTimeoutException(timeout);

        return new MonitorScope(lockObject);
    }

#if NET9_0_OR_GREATER
    /// <summary>Enters a <see cref="Lock"/>, but waits no longer than <paramref name="timeout"/>.</summary>
    /// <param name="lockObject">The lock.</param>
    /// <param name="timeout">How long this thread may block: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <returns>A scope that leaves the lock when it is disposed, on the same thread, once.</returns>
    /// <exception cref="ArgumentNullException">The lock is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative and not infinite, or above <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="LockTimeoutException">The lock was not free in time.</exception>
    /// <example>
    /// <code>
    /// using (_gate.EnterScope(TimeSpan.FromSeconds(5)))
    ///     _balance += amount;
    /// </code>
    /// </example>
    public static LockScope EnterScope(this Lock lockObject, TimeSpan timeout)
    {
        if (lockObject is null)
            throw new ArgumentNullException(nameof(lockObject));

        if (!lockObject.TryEnter(timeout))
            throw new LockTimeoutException(timeout);

        return new LockScope(lockObject);
    }

    /// <summary>A <see cref="Lock"/> that was entered with a time limit.</summary>
    public ref struct LockScope
    {
        private Lock? _lock;

        internal LockScope(Lock entered) => _lock = entered;

        /// <summary>Leaves the lock; the second call does nothing.</summary>
        /// <exception cref="SynchronizationLockException">Another thread entered the lock.</exception>
        public void Dispose()
        {
            var entered = _lock;
            _lock = null;
            entered?.Exit();
        }
    }
#endif

    /// <summary>The lock of an object that was entered with a time limit.</summary>
    public ref struct MonitorScope
    {
        private object? _lock;

        internal MonitorScope(object entered) => _lock = entered;

        /// <summary>Leaves the lock; the second call does nothing.</summary>
        /// <exception cref="SynchronizationLockException">Another thread entered the lock.</exception>
        public void Dispose()
        {
            var entered = _lock;
            _lock = null;
            if (entered is not null)
                Monitor.Exit(entered);
        }
    }
}
