using System.Threading.RateLimiting;

namespace Spillway.RateLimiting;

/// <summary>The right to run one operation; disposing it gives it back.</summary>
/// <remarks>Safe to dispose from any thread and any number of times: the limiter sees one disposal.</remarks>
/// <example>
/// <code>
/// using var permit = await limiter.AcquireAsync(cancellationToken);
/// await client.SendAsync(message, cancellationToken);
/// </code>
/// </example>
public sealed class Permit : IDisposable
{
    private RateLimitLease? _lease;

    internal Permit(RateLimitLease lease) => _lease = lease;

    /// <summary>Gives the permit back; does nothing if that was done before.</summary>
    public void Dispose() => Interlocked.Exchange(ref _lease, null)?.Dispose();
}
