namespace Spillway;

/// <summary>A lock could not be entered in the time that the caller was prepared to wait: most likely a deadlock, or slow work under the lock.</summary>
public sealed class LockTimeoutException : TimeoutException
{
    /// <summary>Creates the exception with a general message.</summary>
    public LockTimeoutException()
        : base("The lock was not entered in time.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was waited for.</param>
    public LockTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was waited for.</param>
    /// <param name="innerException">What led to it.</param>
    public LockTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LockTimeoutException(TimeSpan timeout)
        : base($"The lock was not entered within {timeout}.") => Timeout = timeout;

    /// <summary>How long was waited; zero if that is not known.</summary>
    public TimeSpan Timeout { get; }
}
