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
            operations = result.Operations,
            before_ms = Math.Round(result.Before.Milliseconds, 1),
            after_ms = Math.Round(result.After.Milliseconds, 1),
            speedup = Math.Round(result.SpeedUp, 2),
            floor_ms = Math.Round(result.Floor, 1),
            same_output = result.SameOutput,
        });

        file.Directory?.Create();
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(new { cases }, Indented) + "\n");
    }
}
