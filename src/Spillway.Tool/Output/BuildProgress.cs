using System.Text.RegularExpressions;
using Spectre.Console;
using Spillway.Tool.Analysis;

namespace Spillway.Tool.Output;

/// <summary>A bar that moves with each project of a build, for whoever watches.</summary>
internal static partial class BuildProgress
{
    /// <summary>Runs <paramref name="build"/>, which tells every line that the build writes.</summary>
    public static async Task<SdkRun> ShowAsync(IAnsiConsole? console, BuildTarget target, Func<Action<string>?, Task<SdkRun>> build, CancellationToken cancellationToken)
    {
        if (console is null)
            return await build(null);

        var projects = target.IsSolution ? ProjectFile().Count(await File.ReadAllTextAsync(target.File, cancellationToken)) : 1;
        return await Bars(console).StartAsync(context =>
        {
            var bar = context.AddTask("restoring", maxValue: Math.Max(projects, 1));
            bar.IsIndeterminate = projects <= 1;
            return build(line =>
            {
                if (Built().Match(line) is not { Success: true } built)
                    return;

                bar.Increment(1);
                bar.Description = Markup.Escape($"analysed {built.Groups[1].Value}");
            });
        });
    }

    /// <summary>Runs <paramref name="work"/> of unknown length under a title.</summary>
    public static async Task<T> ShowAsync<T>(IAnsiConsole? console, string title, Func<Task<T>> work)
    {
        if (console is null)
            return await work();

        return await Bars(console).StartAsync(context =>
        {
            context.AddTask(Markup.Escape(title)).IsIndeterminate = true;
            return work();
        });
    }

    private static Progress Bars(IAnsiConsole console) => console.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });

    [GeneratedRegex(@"^\s+(\S+) -> ")]
    private static partial Regex Built();

    [GeneratedRegex(@"\.csproj""", RegexOptions.IgnoreCase)]
    private static partial Regex ProjectFile();
}
