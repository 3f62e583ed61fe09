using System.Diagnostics;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>How often each program is run.</summary>
internal sealed record Repetitions(int Before, int After)
{
    public static Repetitions For(bool quick) => quick ? new(1, 3) : new(5, 9);

    public int Total => Before + After;
}

/// <summary>Runs a case before and after its fix against the same service, and compares what comes out.</summary>
internal sealed class Race(SlowService service, Repetitions repetitions)
{
    // Enough to have the code compiled and the connections open.
    private const int WarmUpOperations = 8;

    public async Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        using var before = CaseProgram.Load(fixedCase.BeforeProgram, $"samples/{fixedCase.File.Path} before the fix");
        using var after = CaseProgram.Load(fixedCase.AfterProgram, $"samples/{fixedCase.File.Path} after the fix");
        var latency = fixedCase.File.Latency;

        await MeasureAsync(after, client, latency, cancellationToken);
        await WarmUpAsync(before, client, latency, cancellationToken);

        var befores = new List<Run>();
        var afters = new List<Run>();
        for (var i = 0; i < Math.Max(repetitions.Before, repetitions.After); i++)
        {
            // Taking turns lets both see the same disturbances.
            if (i < repetitions.Before)
                await TakeTurnAsync(before, befores);
            if (i < repetitions.After)
                await TakeTurnAsync(after, afters);
        }

        return new CaseResult(fixedCase, Run.MedianOf(befores), Run.MedianOf(afters), IsSame(befores, afters, fixedCase.File.Database is null));

        async Task TakeTurnAsync(CaseProgram program, List<Run> runs)
        {
            runs.Add(await MeasureAsync(program, client, latency, cancellationToken));
            progress((double)(befores.Count + afters.Count) / repetitions.Total);
        }
    }

    /// <summary>The same output, by the same requests; a database is to be asked less often.</summary>
    private static bool IsSame(List<Run> befores, List<Run> afters, bool bySameRequests)
    {
        var expected = befores[0];
        return befores.Concat(afters).All(run => run.Output == expected.Output && (!bySameRequests || run.Requests.SequenceEqual(expected.Requests)));
    }

    private async Task<Run> MeasureAsync(CaseProgram program, HttpClient client, TimeSpan latency, CancellationToken cancellationToken)
    {
        // Garbage of the analysis should not be collected on the clock.
        GC.Collect();
        var recording = service.Record(latency);
        var start = Stopwatch.GetTimestamp();
        var output = await program.RunAsync(client, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new Run(elapsed, output, recording.Requests(), recording.Operations());
    }

    private async Task WarmUpAsync(CaseProgram program, HttpClient client, TimeSpan latency, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        service.Record(latency).Progress += count =>
        {
            if (count == WarmUpOperations)
                enough.CancelAfter(TimeSpan.Zero);
        };

        try
        {
            await program.RunAsync(client, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // That was the plan.
        }
    }
}
