namespace Spillway;

/// <summary>One limit that many call sites share: "no more than ten requests to this partner at a time, whoever makes them".</summary>
/// <remarks>
/// <para>What <c>p-limit</c> is in JavaScript. Strictly first in, first out. Do not ask for the gate inside an operation that holds it: with all
/// permits in such operations, all of them wait for each other.</para>
/// <para>All members are safe to call from any thread. There is nothing to dispose.</para>
/// </remarks>
/// <example>
/// <code>
/// private static readonly ConcurrencyGate _partner = new(maxConcurrency: 10);
///
/// var quote = await _partner.RunAsync(ct =&gt; client.GetQuoteAsync(id, ct), cancellationToken);
/// </code>
/// </example>
public sealed class ConcurrencyGate
{
    private readonly Permits _permits;

    /// <summary>Creates a gate with nothing inside.</summary>
    /// <param name="maxConcurrency">How many operations may be in flight at the same time; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is below 1.</exception>
    public ConcurrencyGate(int maxConcurrency)
        : this(maxConcurrency, WorkQueue.Pool)
    {
    }

    internal ConcurrencyGate(int maxConcurrency, WorkQueue queue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        MaxConcurrency = maxConcurrency;
        _permits = new Permits(nameof(ConcurrencyGate), maxConcurrency, queue);
    }

    /// <summary>How many operations may be in flight at the same time.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Waits for a place, runs the operation, and gives the place back.</summary>
    /// <param name="operation">The operation. It starts on the calling thread if there is a place at once.</param>
    /// <param name="cancellationToken">Gives up waiting, and is handed to the operation.</param>
    /// <returns>The operation's result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; then the operation did not run.</exception>
    public Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Run(operation, cancellationToken);
    }

    /// <summary>Waits for a place, runs the operation, and gives the place back.</summary>
    /// <param name="operation">The operation. It starts on the calling thread if there is a place at once.</param>
    /// <param name="cancellationToken">Gives up waiting, and is handed to the operation.</param>
    /// <returns>A task that ends as the operation does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; then the operation did not run.</exception>
    public Task RunAsync(Func<CancellationToken, Task> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Run(operation, cancellationToken);
    }

    private async Task<TResult> Run<TResult>(Func<CancellationToken, Task<TResult>> operation, CancellationToken cancellationToken)
    {
        await _permits.AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var isCounted = Instruments.Started(nameof(ConcurrencyGate));
        try
        {
            return await operation(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.Ended(nameof(ConcurrencyGate), isCounted);
            _permits.Release();
        }
    }

    private async Task Run(Func<CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        await _permits.AcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var isCounted = Instruments.Started(nameof(ConcurrencyGate));
        try
        {
            await operation(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Instruments.Ended(nameof(ConcurrencyGate), isCounted);
            _permits.Release();
        }
    }
}
