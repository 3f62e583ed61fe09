namespace Tour.Running;

/// <summary>One run of a program.</summary>
/// <param name="Milliseconds">From the call to its completion.</param>
/// <param name="Output">What the program returned.</param>
/// <param name="Requests">What the service received, sorted.</param>
/// <param name="Operations">When the service received it.</param>
internal sealed record Run(double Milliseconds, string Output, IReadOnlyList<string> Requests, IReadOnlyList<Operation> Operations)
{
    /// <summary>The run in the middle, so that the figure and the picture belong together.</summary>
    public static Run MedianOf(IReadOnlyCollection<Run> runs) => runs.OrderBy(run => run.Milliseconds).ElementAt((runs.Count - 1) / 2);
}

/// <summary>A run without the fix, and one with it.</summary>
internal sealed record RunPair(Run Before, Run After);
