using Spectre.Console;
using Tour.Analysis;
using Tour.Running;

namespace Tour.Report;

/// <summary>The tour on the console: colours and moving bars for people, plain lines where the output goes to a file.</summary>
internal sealed class ConsoleReport
{
    // Nobody wraps a file: long enough for every line of code that is shown.
    private const int WidthOfFiles = 220;

    private static readonly Style Plain = new();
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Faint = new(Color.Grey);

    private readonly IAnsiConsole _console;
    private readonly bool _isLive;

    public ConsoleReport()
    {
        _console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            _console.Profile.Width = WidthOfFiles;
            _console.Profile.Capabilities.Ansi = false;
            _console.Profile.Capabilities.Interactive = false;
        }

        _isLive = _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi;
    }

    public void Title()
    {
        Line(("Spillway", Bold), (": trouble with concurrency, found, fixed and measured", Plain));
        Line(($".NET {Environment.Version}, {Environment.ProcessorCount} processors", Faint));
        Line();
    }

    /// <summary>Does <paramref name="work"/> while something moves.</summary>
    public async Task<T> WorkAsync<T>(string what, Func<Task<T>> work)
    {
        if (_isLive)
            return await _console.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(what), _ => work());

        Line(($"{what} ...", Faint));
        return await work();
    }

    public void Show(Survey survey)
    {
        foreach (var finding in survey.Findings)
            Show(finding);

        Line(
            (Format.Count(survey.Findings.Length, "finding"), Bold),
            ($" in {Format.Count(survey.Lines, "line")} of {Format.Count(survey.Files, "file")}. ", Plain),
            ($"The fixes changed {Format.Count(survey.Changes.Length, "file")}; the service still compiles, and {Format.Count(survey.Remaining, "finding")} remained for people to decide.", Plain));
        Line();
    }

    public void Show(FixedCase fixedCase)
    {
        Line((fixedCase.File.Rule, new Style(Color.Yellow, decoration: Decoration.Bold)), ($"  {fixedCase.File.Title}", Bold));
        foreach (var finding in fixedCase.Findings)
            Show(finding);

        foreach (var action in fixedCase.Actions)
            Line(("fix: ", Faint), (action, Bold));

        foreach (var line in Difference.Between(fixedCase.File.Text, fixedCase.After))
            Show(line);

        Line();
    }

    /// <summary>Measures all cases, with one bar for each.</summary>
    public async Task<List<CaseResult>> MeasureAsync(IReadOnlyList<FixedCase> cases, Measurements measurements, CancellationToken cancellationToken)
    {
        var results = new List<CaseResult>();
        if (!_isLive)
        {
            foreach (var fixedCase in cases)
            {
                Line(($"Measuring samples/{fixedCase.File.Path} ...", Faint));
                results.Add(await measurements.RunAsync(fixedCase, _ => { }, cancellationToken));
            }

            return results;
        }

        await _console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bars = cases.Select(c => context.AddTask(Markup.Escape($"{c.File.Rule}  {c.File.Title}"), autoStart: false, maxValue: 1)).ToList();
                foreach (var (fixedCase, bar) in cases.Zip(bars))
                {
                    bar.StartTask();
                    results.Add(await measurements.RunAsync(fixedCase, done => bar.Value = done, cancellationToken));
                    bar.StopTask();
                }
            });
        return results;
    }

    public void Show(IReadOnlyList<CaseResult> results)
    {
        var table = new Table().Border(_isLive ? TableBorder.Rounded : TableBorder.Ascii);
        table.AddColumn("rule");
        table.AddColumn("case");
        table.AddColumn("measured");
        foreach (var name in new[] { "before", "after", "gain", "floor" })
            table.AddColumn(new TableColumn(name).RightAligned());

        table.AddColumn("same output");
        foreach (var result in results)
        {
            foreach (var figure in result.Figures)
            {
                var isHeadline = figure == result.Headline;
                table.AddRow(
                    Cell(isHeadline ? result.Rule : ""),
                    Cell(isHeadline ? result.Title : ""),
                    Cell(figure.What),
                    Cell(Format.Value(figure.Before, figure.Unit)),
                    Cell(Format.Value(figure.After, figure.Unit)),
                    new Text(Format.Factor(figure.Gain), isHeadline ? new Style(Color.Green, decoration: Decoration.Bold) : Plain),
                    Cell(isHeadline && result.Floor is { } floor ? Format.Milliseconds(floor) : ""),
                    !isHeadline ? Cell("") : result.SameOutput ? Cell("yes") : new Text("NO", new Style(Color.Red, decoration: Decoration.Bold)));
            }
        }

        Line();
        _console.Write(table);
        Line(("floor: no schedule under the limit is faster, with the latency of the service as it is", Faint));
        Line();
    }

    public void Written(FileInfo file, string what) => Line(($"{file.FullName}", Bold), ($"  {what}", Faint));

    public void Failure(string message) => Console.Error.WriteLine(message);

    private static Text Cell(string text) => new(text);

    private void Show(Finding finding)
    {
        var place = finding.Place;
        var colour = finding.Severity == "warning" ? new Style(Color.Yellow) : new Style(Color.Blue);
        Line(($"samples/{place.File}({place.Line},{place.Column + 1}): ", Bold), ($"{finding.Severity} {finding.Rule}", colour), ($": {finding.Message}", Plain));

        var indent = place.Code.Length - place.Code.TrimStart().Length;
        Line(($"{place.Line,6} | ", Faint), (Crop(place.Code[indent..], 9), Plain));
        Line(("       | ", Faint), (Crop(new string(' ', place.Column - indent) + new string('~', place.Length), 9), colour));
        foreach (var evidence in finding.Because)
        {
            var where = evidence.Place.File == place.File ? $"{evidence.Place.Line,6} = " : $"       = samples/{evidence.Place.File}({evidence.Place.Line}): ";
            var because = $"{where}{evidence.Label}:  ";
            Line((because, Faint), (Crop(evidence.Place.Code.Trim(), because.Length), Plain));
        }

        Line();
    }

    private void Show(DifferenceLine line)
    {
        var (mark, style) = line.Kind switch
        {
            DifferenceKind.Added => ("+", new Style(Color.Green)),
            DifferenceKind.Removed => ("-", new Style(Color.Red)),
            DifferenceKind.Gap => ("...", Faint),
            _ => (" ", Faint),
        };
        Line(($"{line.Before,5} {line.After,5} ", Faint), ($"{mark} {Crop(line.Text, 15)}", style));
    }

    private string Crop(string text, int used)
    {
        var room = Math.Max(20, _console.Profile.Width - used);
        return text.Length <= room ? text : text[..(room - 3)] + "...";
    }

    private void Line(params (string Text, Style Style)[] parts)
    {
        foreach (var (text, style) in parts)
            _console.Write(new Text(text, style));

        _console.WriteLine();
    }
}
