using Spillway.Tool.Output;
using Spillway.Tool.Sarif;

namespace Spillway.Tool.Analysis;

/// <summary>
/// Builds a target with the user's SDK and the carried analyzers in it, into folders of its own, and reads what the compiler logged.
/// The project is neither changed nor copied: two imports that every project leaves room for do it.
/// </summary>
internal sealed class ProjectAnalysis(Surroundings surroundings)
{
    private const int MostErrors = 20;

    private readonly Sdk _sdk = new(surroundings);

    /// <summary>Runs it.</summary>
    /// <param name="target">What to build.</param>
    /// <param name="rulesOn">Rules that are to speak even where they are off by default.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    public async Task<Findings> RunAsync(BuildTarget target, IReadOnlyList<string> rulesOn, CancellationToken cancellationToken)
    {
        await _sdk.RequireAsync(target.Folder, cancellationToken);
        using var scratch = new ScratchFolder();
        var logs = scratch.Below("logs");
        var run = await BuildProgress.ShowAsync(
            surroundings.Progress,
            target,
            watch => _sdk.RunAsync(target.Folder, Arguments(target), Properties(scratch, rulesOn), watch, cancellationToken),
            cancellationToken);

        var errors = BuildErrors.In(run.Lines);
        var foreign = errors.Where(error => !error.Code.StartsWith("SPW", StringComparison.Ordinal)).ToList();
        if (!run.Succeeded && (foreign.Count > 0 || errors.Count == 0))
        {
            throw new ToolFailure(
                ExitCode.BuildFailed,
                $"{surroundings.Shown(target.File)} does not build, so its findings would be guesses; make 'dotnet build' succeed first",
                foreign.Count == 0 ? [.. run.Lines.TakeLast(MostErrors)] : Shortened([.. foreign.Select(error => error.Text)]));
        }

        var read = Directory.EnumerateFiles(logs, "*.sarif").Order(StringComparer.Ordinal).Select(SarifReader.Read).ToList();
        if (read.Count == 0)
            throw new ToolFailure(ExitCode.BuildFailed, $"{surroundings.Shown(target.File)} compiles no C#, so there is nothing to analyse");

        return new Findings(
            SarifReader.Merge(read.SelectMany(log => log.Results)),
            read.SelectMany(log => log.Rules).DistinctBy(rule => rule.Key).ToDictionary(rule => rule.Key, rule => rule.Value),
            ProjectsIn(logs),
            [.. errors.Select(error => error.Text)]);
    }

    /// <summary>What each project looked at: its own path is the first line of a log for each of its target frameworks.</summary>
    private static Dictionary<string, IReadOnlySet<string>> ProjectsIn(string logs) =>
        Directory.EnumerateFiles(logs, "*.files").Select(File.ReadAllLines).Where(lines => lines.Length > 0)
            .GroupBy(lines => lines[0], lines => lines.Skip(1))
            .ToDictionary(project => project.Key, project => (IReadOnlySet<string>)project.SelectMany(files => files).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The way of the carried analyzers into 'dotnet format', with rules switched on by a file in <paramref name="scratch"/>.</summary>
    public static Dictionary<string, string> Properties(ScratchFolder scratch, IReadOnlyList<string> rulesOn, bool redirect = true)
    {
        var properties = new Dictionary<string, string> { ["CustomAfterMicrosoftCSharpTargets"] = CarriedFiles.Targets };
        if (redirect)
        {
            properties["CustomBeforeMicrosoftCommonProps"] = CarriedFiles.Props;
            properties["SpillwayToolFolder"] = scratch.Path;
        }

        if (rulesOn.Count > 0)
        {
            // Above every global config of the user, since he asks for the rule by name; a section of an .editorconfig still wins.
            var config = Path.Combine(scratch.Path, "rules.globalconfig");
            File.WriteAllText(config, "is_global = true\nglobal_level = 1000\n" + string.Concat(rulesOn.Select(id => $"dotnet_diagnostic.{id}.severity = warning\n")));
            properties["SpillwayToolConfig"] = config;
        }

        return properties;
    }

    private static IEnumerable<string> Arguments(BuildTarget target) =>
    [
        "build", target.File, "-v:m",

        // Warnings should not hide what comes after them; analyzers that are switched off for speed are wanted here.
        "-p:TreatWarningsAsErrors=false", "-p:CodeAnalysisTreatWarningsAsErrors=false", "-p:MSBuildTreatWarningsAsErrors=false",
        "-p:RunAnalyzers=true", "-p:RunAnalyzersDuringBuild=true",

        // What happens to the product of a build is not wanted.
        "-p:PostBuildEvent=", "-p:GeneratePackageOnBuild=false",
    ];

    private static IReadOnlyList<string> Shortened(IReadOnlyList<string> errors) =>
        errors.Count <= MostErrors ? errors : [.. errors.Take(MostErrors), $"... and {errors.Count - MostErrors} more"];
}
