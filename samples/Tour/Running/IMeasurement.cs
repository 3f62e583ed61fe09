using Tour.Analysis;

namespace Tour.Running;

/// <summary>A way to compare a program before and after its fix.</summary>
internal interface IMeasurement
{
    /// <summary>The word after <c>// measure:</c>.</summary>
    string Name { get; }

    /// <summary>Measures <paramref name="fixedCase"/>; <paramref name="progress"/> is told how much of it is done, from 0 to 1.</summary>
    Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken);
}

/// <summary>All of them.</summary>
internal sealed class Measurements(SlowService service, bool quick)
{
    private readonly IMeasurement[] _all = [new Race(service, Repetitions.For(quick)), new Peak(service), new Neighbour(quick), new Crowd(quick)];

    public Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        var measurement = _all.FirstOrDefault(m => m.Name == fixedCase.File.Measure)
            ?? throw new TourFailure($"samples/{fixedCase.File.Path} asks for a measurement that does not exist: {fixedCase.File.Measure}.");
        return measurement.RunAsync(fixedCase, progress, cancellationToken);
    }
}
