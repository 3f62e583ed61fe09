using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a program runs, told by what it is built as and by which frameworks it can see.</summary>
internal static class Hosts
{
    private static readonly string[] Serving =
    {
        "WebApplication", "WebHost", "ConfigureWebHostDefaults", "ConfigureWebHost", "UseStartup", "ControllerBase", "ComponentBase", "MapHub", "RequestDelegate", "HttpContext", "FunctionsApplication", "ConfigureFunctionsWorkerDefaults",
    };

    private static readonly string[] CommandLines = { "RootCommand", "CommandApp", "CommandLineApplication", "CommandLineParser" };

    private static readonly string[] Background = { "BackgroundService", "IHostedService", "AddHostedService", "ServiceBase", "IHost" };

    public static HostKind Of(ConcurrencyModel model, RootLines lines)
    {
        if (model.IsTestProject)
            return HostKind.Test;
        if (Said(model) is { } said)
            return said;
        if (model.Compilation.Options.OutputKind is OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication)
            return HostKind.Ui;

        // The web framework also brings components of a user interface along; a server is what it is for.
        if (IsMarked(model, "build_property.UsingMicrosoftNETSdkWeb"))
            return HostKind.Web;
        if (IsTool(model))
            return HostKind.Console;
        if (Sees(ApiFlags.Request))
            return HostKind.Web;
        if (Sees(ApiFlags.Ui))
            return HostKind.Ui;
        if (model.Compilation.Options.OutputKind != OutputKind.ConsoleApplication)
            return HostKind.Library;

        return Sees(ApiFlags.Background) ? HostKind.Worker : HostKind.Console;

        bool Sees(ApiFlags occasion) => lines.TypesOf(occasion).Any(type => model.Compilation.GetTypeByMetadataName(type) is not null);
    }

    /// <summary>
    /// True for a program that reads a command line and sets up nothing that serves: frameworks of servers are often in view of those too.
    /// </summary>
    private static bool IsTool(ConcurrencyModel model) =>
        model.Compilation.Options.OutputKind == OutputKind.ConsoleApplication
        && !Array.Exists(Serving, name => model.TreesWith(name).Any())
        && (Array.Exists(CommandLines, name => model.TreesWith(name).Any()) || !Array.Exists(Background, name => model.TreesWith(name).Any()));

    /// <summary>What the project says itself: a library cannot know that servers are built from it.</summary>
    private static HostKind? Said(ConcurrencyModel model) =>
        !model.Options.GlobalOptions.TryGetValue("build_property.SpillwayProjectKind", out var kind) ? null : kind.Trim().ToLowerInvariant() switch
        {
            "web" => HostKind.Web,
            "ui" => HostKind.Ui,
            "library" => HostKind.Library,
            "tests" => HostKind.Test,
            _ => null,
        };

    private static bool IsMarked(ConcurrencyModel model, string property) =>
        model.Options.GlobalOptions.TryGetValue(property, out var value) && value.Trim().ToLowerInvariant() == "true";
}
