using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Spillway.Benchmarks.Analysis;

/// <summary>What the analyzers cost: CPU time of whole compilations with them, and with other packages, against the bare compiler; and what an editor waits for.</summary>
internal static class AnalysisCost
{
    /// <summary>Fewer lines than this say more about the start of a compiler than about the rules.</summary>
    private const int EnoughLines = 150_000;

    public static async Task<int> Run(string[] options)
    {
        if (Request.Parse(options, Console.Error) is not { } request)
            return 2;

        var began = Stopwatch.GetTimestamp();
        if (request.IsGrowthOnly)
        {
            _ = await Growth.Measure(request.IsQuick);
            return 0;
        }

        if (request.IsEditorOnly)
        {
            _ = await Editor(request.IsQuick);
            Console.WriteLine(await Cancellations.Measure(request.IsQuick ? 5 : 20));
            return 0;
        }

        using var work = new WorkFolder();
        var code = await CompiledCode.Of(request.Code, work, Console.Error);
        if (code.Lines == 0)
        {
            Console.Error.WriteLine($"there is no C# in {string.Join(", ", request.Code)}");
            return 2;
        }

        var rounds = request.IsQuick ? 1 : Math.Max(1, (int)Math.Round((double)EnoughLines / code.Lines));
        var packages = AnalyzerPackage.All();
        if (request.Only.Find(name => !packages.Exists(package => package.Name == name)) is { } unknown)
        {
            Console.Error.WriteLine($"there is no package '{unknown}' here: {string.Join(", ", packages.Select(package => package.Name))}");
            return 2;
        }

        if (request.Only.Count > 0)
            packages.RemoveAll(package => !request.Only.Contains(package.Name));
        var repeated = rounds > 1 ? $"each {rounds} times, " : "";
        Console.WriteLine(Say($"{code.Projects.Length} projects, {code.Lines:N0} lines, {repeated}{request.Runs} runs, {Environment.ProcessorCount} processors, .NET {Environment.Version}"));
        foreach (var project in code.Projects.Where(project => project.IsLoose))
            Console.WriteLine($"    {project.Name} does not build here: its files are compiled as they lie, by a host that goes on in spite of errors");

        var seconds = await Measure(code, packages, rounds, request.Runs, work);
        var bare = Median(seconds["none"]);
        var ratios = seconds.ToDictionary(pair => pair.Key, pair => Math.Round(Median(pair.Value) / bare, 3));
        Console.WriteLine($"{"package",-44} {"rules",6} {"CPU s",9} {"ratio",7}");
        foreach (var (name, ratio) in ratios.OrderBy(pair => pair.Value))
            Console.WriteLine(Say($"{name,-44} {packages.Find(package => package.Name == name)?.Rules.Length ?? 0,6} {Median(seconds[name]),9:0.00} {ratio,7:0.00}"));

        var rules = RuleCosts.Measure(code, request.IsQuick);
        var growth = await Growth.Measure(request.IsQuick);
        var keystrokes = await Editor(request.IsQuick);
        var cancellations = await Cancellations.Measure(request.IsQuick ? 5 : 20);
        Console.WriteLine(Say($"{cancellations.Moments} analyses of that project that were called off returned after {cancellations.MedianMs:0.0} ms in the median, {cancellations.LongestMs:0.0} ms at most"));
        Console.WriteLine(Say($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        if (request.Json is not null)
        {
            var result = new { lines = code.Lines, rounds, runs = request.Runs, cpu_seconds = seconds, cpu_ratio = ratios, rules, growth, keystrokes, cancellations };
            await File.WriteAllTextAsync(request.Json, JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        }

        return 0;
    }

    /// <summary>What an editor waits for.</summary>
    private static async Task<List<Keystrokes>> Editor(bool isQuick)
    {
        var all = new List<Keystrokes>();
        foreach (var isWoven in new[] { false, true })
        {
            var keystrokes = await Keystrokes.Measure(isQuick ? 40 : 200, isWoven);
            all.Add(keystrokes);
            Console.WriteLine(Say($"a keystroke in a file of 1,000 lines among {MadeUpProject.Files} services that call each other {keystrokes.Project}: {keystrokes.Document}; the edited member alone: {keystrokes.Member}; asked by the engine of editors: {keystrokes.Engine}"));
            Console.WriteLine(Say($"    a rule that only asks for the operations: {keystrokes.Floor}; the compiler alone: {keystrokes.Bare}; {keystrokes.MegabytesADocument:0.0} MB allocated"));
        }

        return all;
    }

    /// <summary>CPU seconds of each run. The packages take turns, so that whatever else the machine does meets them all alike.</summary>
    private static async Task<Dictionary<string, List<double>>> Measure(CompiledCode code, List<AnalyzerPackage> packages, int rounds, int runs, WorkFolder work)
    {
        var seconds = packages.Select(package => package.Name).Prepend("none").ToDictionary(name => name, _ => new List<double>());
        for (var run = 0; run < runs; run++)
        {
            foreach (var package in packages.Prepend(null))
            {
                var before = CpuTime.OfChildren();
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var project in code.Projects)
                        await project.CompileAsync(package, work);
                }

                seconds[package?.Name ?? "none"].Add((CpuTime.OfChildren() - before).TotalSeconds);
            }

            Console.Error.WriteLine($"run {run + 1} of {runs}");
        }

        return seconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What was asked for on the command line.</summary>
    private sealed record Request(IReadOnlyList<string> Code, List<string> Only, string? Json, int Runs, bool IsQuick, bool IsEditorOnly, bool IsGrowthOnly)
    {
        public static Request? Parse(string[] options, TextWriter error)
        {
            var code = new List<string>();
            var only = new List<string>();
            var (json, runs, isQuick, isEditorOnly, isGrowthOnly) = ((string?)null, (int?)null, false, false, false);
            for (var i = 0; i < options.Length; i++)
            {
                var value = i + 1 < options.Length ? options[i + 1] : null;
                switch (options[i])
                {
                    case "--quick":
                        isQuick = true;
                        break;
                    case "--editor":
                        isEditorOnly = true;
                        break;
                    case "--growth":
                        isGrowthOnly = true;
                        break;
                    case "--code" when value is not null && Directory.Exists(value):
                        code.Add(options[++i]);
                        break;
                    case "--only" when value is not null:
                        only.Add(options[++i]);
                        break;
                    case "--json" when value is not null:
                        json = options[++i];
                        break;
                    case "--runs" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0:
                        runs = number;
                        i++;
                        break;
                    default:
                        error.WriteLine(options[i] == "--code" && value is not null ? $"there is no folder '{value}'" : $"what is meant by '{options[i]}'?");
                        error.WriteLine("usage: analysis [--code DIR]... [--only PACKAGE]... [--runs NUMBER] [--quick] [--editor] [--growth] [--json FILE]");
                        return null;
                }
            }

            if (code.Count == 0)
                code.Add(Sources.Own);

            return new Request(code, only, json, runs ?? (isQuick ? 1 : 5), isQuick, isEditorOnly, isGrowthOnly);
        }
    }
}
