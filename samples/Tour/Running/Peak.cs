using System.Text.Json;
using Microsoft.CodeAnalysis;
using Tour.Analysis;

namespace Tour.Running;

/// <summary>Runs a case in a process of its own before and after its fix, and compares how many connections and how much memory it takes: <c>RunAsync(HttpClient, CancellationToken)</c>.</summary>
internal sealed class Peak(SlowService service) : IMeasurement
{
    public string Name => "peak";

    public async Task<CaseResult> RunAsync(FixedCase fixedCase, Action<double> progress, CancellationToken cancellationToken)
    {
        var before = await MeasureAsync(fixedCase, fixedCase.BeforeProgram, "before", cancellationToken);
        progress(0.5);
        var after = await MeasureAsync(fixedCase, fixedCase.AfterProgram, "after", cancellationToken);
        progress(1);
        return new CaseResult(
            fixedCase,
            [
                new Figure("most memory taken", Unit.Megabytes, before.Report.Megabytes, after.Report.Megabytes),
                new Figure("most connections at a time", Unit.Count, before.Connections, after.Connections),
                new Figure($"time for {before.Requests.Count} requests", Unit.Milliseconds, before.Report.Milliseconds, after.Report.Milliseconds),
            ],
            before.Report.Output == after.Report.Output && before.Requests.SequenceEqual(after.Requests));
    }

    private async Task<(PeakReport Report, int Connections, IReadOnlyList<string> Requests)> MeasureAsync(
        FixedCase fixedCase, Compilation program, string when, CancellationToken cancellationToken)
    {
        var recording = service.Record(fixedCase.File.Latency);
        await using var child = ChildProcess.Start(ChildCommands.Peak, program, $"samples/{fixedCase.File.Path} {when} the fix", service.Address.ToString());
        var report = JsonSerializer.Deserialize<PeakReport>(await child.ReadLineAsync(cancellationToken))!;
        return (report, recording.MostConnections, recording.Requests());
    }
}
