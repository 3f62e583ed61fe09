namespace Spillway.Equivalence.Tests.Running;

/// <summary>What a run did, as far as anybody can see.</summary>
/// <param name="Value">What it returned; null when it failed.</param>
/// <param name="Error">The type and message of the exception it ended with.</param>
/// <param name="Log">What it wrote down, in order.</param>
/// <param name="Requests">What it asked of the world, in the order in which the world was asked.</param>
/// <param name="Failures">The messages of the failures that its requests met with.</param>
/// <param name="MostInFlight">The most requests under way at once.</param>
internal sealed record Observation(string? Value, string? Error, IReadOnlyList<string> Log, IReadOnlyList<string> Requests, IReadOnlyList<string> Failures, int MostInFlight)
{
    /// <summary>What the database holds afterwards, row by row; empty for programs that have none.</summary>
    public IReadOnlyList<string> Contents { get; init; } = [];

    public override string ToString() =>
        (Contents.Count == 0 ? "" : $"leaves {string.Join(", ", Contents)}\n  ")
        + $"{(Error is null ? $"returns {Value}" : $"throws {Error}")}\n  log: {string.Join(" | ", Log)}\n  requests: {string.Join(" ", Requests)}\n  most in flight: {MostInFlight}";
}
