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
        var results = new List<object>();
        Console.WriteLine($"{"target",-66} {"ratio",9} {"at most",9}");
        foreach (var comparison in SelectTargets.All(isQuick).Concat(LockTargets.All(isQuick)).Concat(FlowTargets.All(isQuick)))
        {
            if (only is not null && !comparison.Name.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;

            var ratio = Math.Round(await comparison.Ratio(), 3);
            var isMet = ratio <= comparison.Target;
            results.Add(new { name = comparison.Name, ratio, target = comparison.Target, met = isMet });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Name,-66} {ratio,9:0.###} {comparison.Target,9:0.###} {(isMet ? "met" : "NOT MET")}"));
        }

        if (file is not null)
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { targets = results }));

        return 0;
    }

    private static string? Value(string[] options, string name)
    {
        var index = Array.IndexOf(options, name);
        return index >= 0 && index + 1 < options.Length ? options[index + 1] : null;
    }
}
