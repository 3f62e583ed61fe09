using Tour.Analysis;

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

/// <summary>What a fix changed, in figures.</summary>
internal sealed record CaseResult(FixedCase Case, Run Before, Run After, bool SameOutput)
{
    public string Rule => Case.File.Rule;

    public string Title => Case.File.Title;

    public int Operations => Before.Operations.Count;

    public double SpeedUp => Before.Milliseconds / After.Milliseconds;

    /// <summary>The shortest possible time under the limit: as many full rounds as are needed, each one latency long.</summary>
    /// <remarks>A database is asked one thing after another: there it is the time of the questions that are left.</remarks>
    public double Floor => Case.File.Database is null
        ? Math.Ceiling((double)Operations / Case.File.Limit) * Case.File.Latency.TotalMilliseconds
        : After.Operations.Count * Case.File.Latency.TotalMilliseconds;
}
