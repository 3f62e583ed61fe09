using System.Threading.RateLimiting;

namespace Spillway.RateLimiting;

/// <summary>A rate limiter refused a permit.</summary>
public sealed class PermitRejectedException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public PermitRejectedException()
        : base("The rate limiter refused a permit.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused.</param>
    public PermitRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused.</param>
    /// <param name="innerException">What led to it.</param>
    public PermitRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    private PermitRejectedException(string message, TimeSpan? retryAfter)
        : base(message) => RetryAfter = retryAfter;

    /// <summary>How long to wait before asking again; null if the limiter did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static PermitRejectedException Of(RateLimitLease lease)
    {
        var message = lease.TryGetMetadata(MetadataName.ReasonPhrase, out var reason) && !string.IsNullOrEmpty(reason)
            ? $"The rate limiter refused a permit: {reason}"
            : "The rate limiter refused a permit.";
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter)
            ? new PermitRejectedException($"{message} Retry after {retryAfter}.", retryAfter)
            : new PermitRejectedException(message, retryAfter: null);
    }
}
