using System.Threading.RateLimiting;

namespace Spillway.RateLimiting;

/// <summary>Runs operations under any <see cref="RateLimiter"/>: so many at a time, so many per second, or a limit that several machines share.</summary>
/// <remarks>
/// <para>Only <see cref="RateLimiter.AcquireAsync"/> is asked, so a limiter that has to go over the network for its permits works as well as one in
/// memory. Every lease is disposed once, when its operation has ended.</para>
/// <para>A permit that the limiter refuses is a failure, <see cref="PermitRejectedException"/>, which says when to come again if the limiter says so.</para>
/// <para>All members are safe to call from any thread. The limiter stays its owner's: it is not disposed here.</para>
/// </remarks>
/// <example>
/// <code>
/// var partner = new PermitLimiter(new TokenBucketRateLimiter(new() { TokenLimit = 20, TokensPerPeriod = 20, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = int.MaxValue }));
///
/// var quote = await partner.RunAsync(ct =&gt; client.GetQuoteAsync(id, ct), cancellationToken);
/// var quotes = await ids.SelectConcurrentAsync(8, partner, (id, ct) =&gt; client.GetQuoteAsync(id, ct), cancellationToken);
/// </code>
/// </example>
public sealed class PermitLimiter
{
    private readonly RateLimiter _limiter;

    /// <summary>Creates a limiter of operations over a limiter of permits.</summary>
    /// <param name="limiter">Gives the permits. It should queue those who wait: one that refuses at once makes every burst a failure.</param>
    /// <param name="permitsPerOperation">How many permits an operation takes; at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="limiter"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permitsPerOperation"/> is below 1.</exception>
    public PermitLimiter(RateLimiter limiter, int permitsPerOperation = 1)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentOutOfRangeException.ThrowIfLessThan(permitsPerOperation, 1);
        _limiter = limiter;
        PermitsPerOperation = permitsPerOperation;
    }

    /// <summary>How many permits an operation takes.</summary>
    public int PermitsPerOperation { get; }

    /// <summary>Waits for a permit.</summary>
    /// <param name="cancellationToken">Gives up waiting. It has no effect once the permit is held.</param>
    /// <returns>The permit; disposing it gives it back, once, however often it is disposed.</returns>
    /// <exception cref="PermitRejectedException">The limiter refused, for example because its queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The limiter was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the permit was granted; it is in the exception.</exception>
    public async ValueTask<Permit> AcquireAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queuedAt = Instruments.Queued(nameof(PermitLimiter), TimeProvider.System);
        RateLimitLease lease;
        try
        {
            lease = await _limiter.AcquireAsync(PermitsPerOperation, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.Dequeued(nameof(PermitLimiter), TimeProvider.System, queuedAt);
        }

        if (lease.IsAcquired)
            return new Permit(lease);

        // Refused leases hold nothing, but they too are the limiter's to clean up.
        using (lease)
            throw PermitRejectedException.Of(lease);
    }

    /// <summary>Waits for a permit, runs the operation, and gives the permit back.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Gives up waiting, and is handed to the operation.</param>
    /// <returns>The operation's result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="PermitRejectedException">The limiter refused; then the operation did not run.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; then the operation did not run.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Run();

        async Task<TResult> Run()
        {
            using var permit = await AcquireAsync(cancellationToken).ConfigureAwait(false);
            var isCounted = Instruments.Started(nameof(PermitLimiter));
            try
            {
                return await operation(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Instruments.Ended(nameof(PermitLimiter), isCounted);
            }
        }
    }

    /// <summary>Waits for a permit, runs the operation, and gives the permit back.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Gives up waiting, and is handed to the operation.</param>
    /// <returns>A task that ends as the operation does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="PermitRejectedException">The limiter refused; then the operation did not run.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; then the operation did not run.</exception>
    public Task RunAsync(Func<CancellationToken, Task> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return RunAsync<bool>(
            async token =>
            {
                await operation(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }
}
