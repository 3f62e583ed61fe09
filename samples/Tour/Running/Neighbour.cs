using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>
/// Serves the endpoints of a case in a process of its own, asks for the heavy one again and again, and measures what another, light one
/// takes meanwhile: <c>Map(IEndpointRouteBuilder)</c>.
/// </summary>
internal sealed class Neighbour(bool quick) : IMeasurement
{
    // Light requests come when they come, whether or not the one before was answered: a server that stalls is not asked less for it.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    public string Name => "neighbour";

    public async Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        var rounds = quick ? 1 : 3;
        var befores = new List<Sample>();
        var afters = new List<Sample>();
        for (var i = 0; i < rounds; i++)
        {
            befores.Add(await MeasureAsync(fixedCase, fixedCase.BeforeProgram, "before", cancellationToken));
            afters.Add(await MeasureAsync(fixedCase, fixedCase.AfterProgram, "after", cancellationToken));
            progress((i + 1.0) / rounds);
        }

        var before = Sample.MedianOf(befores);
        var after = Sample.MedianOf(afters);
        return new CaseResult(
            fixedCase,
            [
                new Figure("99th percentile of the other request", Unit.Milliseconds, before.At(0.99), after.At(0.99)),
                new Figure("median of the other request", Unit.Milliseconds, before.At(0.5), after.At(0.5)),
                new Figure("rate of the heavy requests", Unit.PerSecond, before.HeavyPerSecond, after.HeavyPerSecond),
            ],
            befores.Concat(afters).All(sample => sample.Output == before.Output));
    }

    [SuppressMessage("Sequential", "SPW1001:Independent awaits in a loop", Justification = "A warm-up: one request after another over one connection, as a single user would.")]
    private static async Task<Sample> MeasureAsync(FixedCase fixedCase, Compilation program, string when, CancellationToken cancellationToken)
    {
        var file = fixedCase.File;
        await using var child = ChildProcess.Start(ChildCommands.Serve, program, $"samples/{file.Path} {when} the fix");
        using var client = new HttpClient { BaseAddress = new Uri(await child.ReadLineAsync(cancellationToken)) };
        for (var i = 0; i < 20; i++)
            await client.GetStringAsync(Address(file.Read("light"), i), cancellationToken);
        await client.GetStringAsync(Address(file.Read("heavy"), 0), cancellationToken);

        var lights = new List<Task<(double Milliseconds, string Answer)>>();
        var start = Stopwatch.GetTimestamp();
        var heavies = HeavyAsync(client, file, cancellationToken);
        using (var timer = new PeriodicTimer(Beat))
        {
            while (!heavies.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
                lights.Add(LightAsync(client, Address(file.Read("light"), lights.Count % 20), cancellationToken));
        }

        var answers = await heavies;
        var elapsed = Stopwatch.GetElapsedTime(start);
        var answered = await Task.WhenAll(lights);
        return new Sample(
            [.. answered.Select(light => light.Milliseconds).Order()],
            answers.Length / elapsed.TotalSeconds,
            string.Join('\n', answers.Concat(answered.Select(light => light.Answer).Distinct().Order(StringComparer.Ordinal))));
    }

    private static async Task<string[]> HeavyAsync(HttpClient client, CaseFile file, CancellationToken cancellationToken)
    {
        var answers = new string[file.Number("requests", 40)];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = file.Number("clients", 8), CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await client.GetStringAsync(Address(file.Read("heavy"), i), token));
        return answers;
    }

    private static async Task<(double Milliseconds, string Answer)> LightAsync(HttpClient client, string address, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = await client.GetStringAsync(address, cancellationToken);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, answer);
    }

    private static string Address(string path, int number) => string.Format(CultureInfo.InvariantCulture, path, number);

    /// <summary>What one run of the server showed.</summary>
    /// <param name="Light">What the light requests took, in milliseconds, the shortest first.</param>
    private sealed record Sample(IReadOnlyList<double> Light, double HeavyPerSecond, string Output)
    {
        public static Sample MedianOf(IReadOnlyCollection<Sample> samples) => samples.OrderBy(sample => sample.At(0.99)).ElementAt((samples.Count - 1) / 2);

        public double At(double quantile) => Light[(int)Math.Ceiling(quantile * Light.Count) - 1];
    }
}
