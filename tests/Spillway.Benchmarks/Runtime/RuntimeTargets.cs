using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Spillway.Benchmarks.Runtime;

/// <summary>The runtime library against what one would write without it: every figure is a ratio of two measurements of this run.</summary>
internal static class RuntimeTargets
{
    public static async Task<int> Run(string[] options)
    {
        var isQuick = options.Contains("--quick");
        var only = Value(options, "--only");
        var file = Value(options, "--json");
        var began = Stopwatch.GetTimestamp();
        var rows = new List<object>();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {(isQuick ? "quick" : "full")}"));
        Console.WriteLine($"{"target",-72} {"ratio",9} {"at most",9}");
        foreach (var target in All(isQuick).Where(target => only is null || target.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var parts = new List<Part>();
            foreach (var comparison in target.Parts)
            {
                var ratio = Math.Round(await comparison.Ratio(), 4);
                parts.Add(new Part(comparison.Name, ratio, Math.Round(comparison.Target, 4), ratio <= comparison.Target));
            }

            // A row is met when all of it is. What it shows is the first part that is not, or else the first.
            var shown = parts.Find(part => !part.Met) ?? parts[0];
            rows.Add(new { name = target.Name, ratio = shown.Ratio, target = shown.Target, met = shown.Met, parts });
            Console.WriteLine(target.Name);
            foreach (var part in parts)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {part.Name,-68} {part.Ratio,9:0.###} {part.Target,9:0.###} {(part.Met ? "met" : "NOT MET")}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        if (file is not null)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { targets = rows }, JsonSerializerOptions.Web));

        return 0;
    }

    private static IEnumerable<Target> All(bool isQuick) =>
    [
        .. SelectTargets.All(isQuick), .. ComputeTargets.All(isQuick), .. LockTargets.Locks(isQuick), .. FlowTargets.All(isQuick), .. LockTargets.Counters(isQuick),
    ];

    private static string? Value(string[] options, string name)
    {
        var index = Array.IndexOf(options, name);
        return index >= 0 && index + 1 < options.Length ? options[index + 1] : null;
    }

    private sealed record Part(string Name, double Ratio, double Target, bool Met);
}
