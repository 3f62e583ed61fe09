namespace Spillway.Tool;

/// <summary>How the program ends. Scripts rely on these, so a number never gets another meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done; nothing was found that should fail.</summary>
    public const int Clean = 0;

    /// <summary>Findings that should fail.</summary>
    public const int Findings = 1;

    /// <summary>The command line, or a file named on it, cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The project does not build without us either.</summary>
    public const int BuildFailed = 3;

    /// <summary>There is no SDK that can build it.</summary>
    public const int NoSdk = 4;

    /// <summary>Rewritten code did not compile and was taken back: a mistake of ours.</summary>
    public const int RewriteFailed = 5;

    /// <summary>Stopped from outside.</summary>
    public const int Cancelled = 130;
}

/// <summary>An end that the user should read about: one message, what to do, and an exit code.</summary>
internal sealed class ToolFailure(int exitCode, string message, IReadOnlyList<string>? details = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Lines that support the message, such as the compiler's errors.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];
}
