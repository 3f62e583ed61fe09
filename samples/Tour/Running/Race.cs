using System.Diagnostics;
using Tour.Analysis;
using Entry = System.Func<System.Net.Http.HttpClient, System.Threading.CancellationToken, System.Threading.Tasks.Task<string>>;

namespace Tour.Running;

/// <summary>How often each program is run.</summary>
internal sealed record Repetitions(int Before, int After)
{
    public static Repetitions For(bool quick) => quick ? new(1, 3) : new(5, 9);

    public int Total => Before + After;
}

/// <summary>Runs a case before and after its fix against the same service, and compares what comes out: <c>RunAsync(HttpClient, CancellationToken)</c>.</summary>
internal sealed class Race(SlowService service, Repetitions repetitions) : IMeasurement
{
    // Enough to have the code compiled and the connections open.
    private const int WarmUpOperations = 8;

    public string Name => "time";

    public async Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        using var before = CaseProgram<Entry>.Load(fixedCase.BeforeProgram, $"samples/{fixedCase.File.Path} before the fix", "RunAsync");
        using var after = CaseProgram<Entry>.Load(fixedCase.AfterProgram, $"samples/{fixedCase.File.Path} after the fix", "RunAsync");
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

        var runs = new RunPair(Run.MedianOf(befores), Run.MedianOf(afters));
        return new CaseResult(
            fixedCase, [.. Compare(fixedCase.File, runs)], IsSame(befores, afters, !fixedCase.File.AsksLess), runs.After.Operations.Count > 0 ? runs : null, Floor(fixedCase.File, runs));

        async Task TakeTurnAsync(CaseProgram<Entry> program, List<Run> runs)
        {
            runs.Add(await MeasureAsync(program, client, latency, cancellationToken));
            progress((double)(befores.Count + afters.Count) / repetitions.Total);
        }
    }

    private static IEnumerable<Figure> Compare(CaseFile file, RunPair runs)
    {
        var work = file.Header.GetValueOrDefault("work") ?? $"{runs.Before.Operations.Count} {(file.Database is null ? "requests" : "round trips")}";
        yield return new Figure($"time for {work}", Unit.Milliseconds, runs.Before.Milliseconds, runs.After.Milliseconds);
        if (file.AsksLess)
            yield return new Figure(file.Database is null ? "number of requests" : "number of round trips", Unit.Count, runs.Before.Operations.Count, runs.After.Operations.Count);
    }

    /// <summary>The shortest possible time: all answers at once under the limit, and the longest of them at least.</summary>
    /// <remarks>A database is asked one thing after another: there it is the time of the questions that are left. Null where nothing waits for the service.</remarks>
    private static double? Floor(CaseFile file, RunPair runs)
    {
        if (runs.After.Operations.Count == 0)
            return null;

        // A request is written down as METHOD PATH BODY.
        var waits = runs.After.Requests.Select(request => file.Latency.For(request.Split(' ')[1]).TotalMilliseconds).ToList();
        if (file.Database is not null)
            return waits.Sum();

        return file.Latency.Stragglers > 0
            ? Math.Max(waits.Sum() / file.Limit, waits.Max())
            : Math.Ceiling((double)waits.Count / file.Limit) * waits.Max();
    }

    /// <summary>The same output, by the same requests where none was one too many.</summary>
    private static bool IsSame(List<Run> befores, List<Run> afters, bool bySameRequests)
    {
        var expected = befores[0];
        return befores.Concat(afters).All(run => run.Output == expected.Output && (!bySameRequests || run.Requests.SequenceEqual(expected.Requests)));
    }

    private async Task<Run> MeasureAsync(CaseProgram<Entry> program, HttpClient client, Latency latency, CancellationToken cancellationToken)
    {
        // Garbage of the analysis should not be collected on the clock.
        GC.Collect();
        var recording = service.Record(latency);
        var start = Stopwatch.GetTimestamp();
        var output = await RunAsync(program, client, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new Run(elapsed, output, recording.Requests(), recording.Operations());
    }

    private async Task WarmUpAsync(CaseProgram<Entry> program, HttpClient client, Latency latency, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        service.Record(latency).Progress += count =>
        {
            if (count == WarmUpOperations)
                enough.CancelAfter(TimeSpan.Zero);
        };

        try
        {
            await RunAsync(program, client, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // That was the plan.
        }
    }

    private static async Task<string> RunAsync(CaseProgram<Entry> program, HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await program.Entry(client, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new TourFailure($"{program.Name} failed: {exception}");
        }
    }
}
