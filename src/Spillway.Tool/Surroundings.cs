using Spectre.Console;

namespace Spillway.Tool;

/// <summary>What the tool takes from the process that it runs in; tests bring their own.</summary>
/// <param name="Dotnet">The program that drives the SDK.</param>
/// <param name="Folder">The folder that relative paths are meant from, and shown against.</param>
/// <param name="Out">Where results go. Never wrapped, since a wrapped path cannot be clicked or parsed.</param>
/// <param name="Errors">Where errors go.</param>
/// <param name="Progress">Where progress is shown; null where nobody watches.</param>
internal sealed record Surroundings(string Dotnet, string Folder, IAnsiConsole Out, IAnsiConsole Errors, IAnsiConsole? Progress)
{
    private const int Unwrapped = 100_000;

    public static Surroundings OfThisProcess()
    {
        var plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            Directory.GetCurrentDirectory(),
            To(Console.Out, colours: !plain && !dumb && !Console.IsOutputRedirected),
            To(Console.Error, colours: !plain && !dumb && !Console.IsErrorRedirected),
            dumb || Console.IsErrorRedirected ? null : Watched(plain));
    }

    /// <summary>A console that writes lines as they are.</summary>
    public static IAnsiConsole To(TextWriter writer, bool colours)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>A path as the user would write it: from the folder, unless that is further up than anybody would want to count.</summary>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(Folder, path);
        return (Path.IsPathRooted(relative) || relative.StartsWith("../../..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }

    private static IAnsiConsole Watched(bool plain) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });
}
