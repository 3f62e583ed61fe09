using Tour.Analysis;
using Tour.Report;
using Tour.Running;

namespace Tour;

/// <summary>The whole tour: the service that is full of findings, then each case from its finding to its measured gain.</summary>
internal sealed class Demonstration(bool quick, FileInfo html, FileInfo? json)
{
    /// <summary>Runs the tour.</summary>
    /// <returns>The exit code: 0 when every case was found, fixed, and gave the same output.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var console = new ConsoleReport();
        try
        {
            var results = await ShowAsync(console, cancellationToken);
            var different = results.Where(result => !result.SameOutput).ToList();
            foreach (var result in different)
                console.Failure($"{result.Rule}, \"{result.Title}\": the program gives another output after the fix.");

            return different.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.Failure("Stopped.");
            return 130;
        }
        catch (TourFailure failure)
        {
            console.Failure(failure.Message);
            return 1;
        }
    }

    private async Task<List<CaseResult>> ShowAsync(ConsoleReport console, CancellationToken cancellationToken)
    {
        console.Title();
        using var workbench = new Workbench();

        var survey = await console.WorkAsync("Analysing and fixing the service in samples/Noisy", () => Survey.OfNoisyAsync(workbench, cancellationToken));
        console.Show(survey);

        var cases = new List<FixedCase>();
        foreach (var file in CaseFile.LoadAll())
        {
            var fixedCase = await console.WorkAsync($"Analysing and fixing samples/{file.Path}", () => FixedCase.FromAsync(workbench, file, cancellationToken));
            console.Show(fixedCase);
            cases.Add(fixedCase);
        }

        await using var service = await SlowService.StartAsync(cancellationToken);
        var results = await console.MeasureAsync(cases, new Measurements(service, quick), cancellationToken);
        console.Show(results);

        Page.Write(html, survey, results);
        console.Written(html, "timelines, differences and findings");
        if (json is not null)
        {
            Figures.Write(json, results);
            console.Written(json, "figures");
        }

        return results;
    }
}
