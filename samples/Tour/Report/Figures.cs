using System.Text.Json;
using Tour.Running;

namespace Tour.Report;

/// <summary>The figures for other programs.</summary>
internal static class Figures
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(FileInfo file, IEnumerable<CaseResult> results)
    {
        var cases = results.Select(result => new
        {
            rule = result.Rule,
            @case = result.Title,
            figures = result.Figures.Select(figure => new
            {
                what = figure.What,
                unit = Name(figure.Unit),
                before = Math.Round(figure.Before, 1),
                after = Math.Round(figure.After, 1),
                gain = Math.Round(figure.Gain, 2),
            }),
            operations = result.Runs?.Before.Operations.Count,
            before_ms = Milliseconds(result.Headline, figure => figure.Before),
            after_ms = Milliseconds(result.Headline, figure => figure.After),
            speedup = Math.Round(result.Headline.Gain, 2),
            floor_ms = result.Floor is { } floor ? Math.Round(floor, 1) : (double?)null,
            same_output = result.SameOutput,
        });

        file.Directory?.Create();
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(new { cases }, Indented) + "\n");
    }

    private static double? Milliseconds(Figure figure, Func<Figure, double> side) => figure.Unit == Unit.Milliseconds ? Math.Round(side(figure), 1) : null;

    private static string Name(Unit unit) => unit switch
    {
        Unit.Milliseconds => "ms",
        Unit.Megabytes => "MB",
        Unit.PerSecond => "1/s",
        _ => "",
    };
}
