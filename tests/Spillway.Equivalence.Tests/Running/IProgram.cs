namespace Spillway.Equivalence.Tests.Running;

/// <summary>What every generated program looks like from outside.</summary>
public interface IProgram
{
    /// <summary>What the program has written down so far, in order; it stays when the program fails.</summary>
    IReadOnlyList<string> Log { get; }

    /// <summary>Runs once and says what came out.</summary>
    Task<string> RunAsync(List<int> ids, CancellationToken cancellationToken);
}
