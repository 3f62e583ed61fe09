using System.Diagnostics;
using Tour.Analysis;
using Entry = System.Func<(System.Action<int> Step, System.Func<string> Output)>;

namespace Tour.Running;

/// <summary>
/// Lets 1, 2, 4 and 8 threads do the same work together, and counts what they get done in a second: <c>Open()</c> gives one step of the
/// work, which gets its number, and the output after all steps.
/// </summary>
internal sealed class Crowd(bool quick) : IMeasurement
{
    private static readonly int[] Sizes = [1, 2, 4, 8];

    public string Name => "crowd";

    public Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        using var before = CaseProgram<Entry>.Load(fixedCase.BeforeProgram, $"samples/{fixedCase.File.Path} before the fix", "Open");
        using var after = CaseProgram<Entry>.Load(fixedCase.AfterProgram, $"samples/{fixedCase.File.Path} after the fix", "Open");
        var steps = fixedCase.File.Number("steps", 64);
        var rounds = quick ? 1 : 5;
        var (_, expected) = Measure(before, 1, steps / Sizes[^1]);
        var same = Measure(after, 1, steps / Sizes[^1]).Output == expected;
        expected = null;

        var figures = new List<Figure>();
        foreach (var threads in Sizes)
        {
            var befores = new List<double>();
            var afters = new List<double>();
            for (var i = 0; i < rounds; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                befores.Add(TakeTurn(before));
                afters.Add(TakeTurn(after));
            }

            figures.Add(new Figure($"throughput of {Report.Format.Count(threads, "thread")}", Unit.PerSecond, befores.Order().ElementAt(rounds / 2), afters.Order().ElementAt(rounds / 2)));
            progress((double)figures.Count / Sizes.Length);

            double TakeTurn(CaseProgram<Entry> program)
            {
                var (perSecond, output) = Measure(program, threads, steps);
                expected ??= output;
                same &= output == expected;
                return perSecond;
            }
        }

        // What the fix is for shows best where the queue is longest.
        figures.Reverse();
        return Task.FromResult(new CaseResult(fixedCase, [.. figures], same));
    }

    private static (double PerSecond, string Output) Measure(CaseProgram<Entry> program, int threads, int steps)
    {
        var (step, output) = program.Entry();
        Exception? failure = null;
        using var start = new ManualResetEventSlim();
        var crowd = Enumerable.Range(0, threads).Select(thread => new Thread(() => Work(thread))).ToList();
        foreach (var thread in crowd)
            thread.Start();

        GC.Collect();
        var from = Stopwatch.GetTimestamp();
        start.Set();
        foreach (var thread in crowd)
            thread.Join();

        var perSecond = steps / Stopwatch.GetElapsedTime(from).TotalSeconds;
        return failure is null ? (perSecond, output()) : throw new TourFailure($"{program.Name} failed: {failure}");

        void Work(int thread)
        {
            start.Wait();
            try
            {
                for (var i = thread; i < steps; i += threads)
                    step(i);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }
    }
}
