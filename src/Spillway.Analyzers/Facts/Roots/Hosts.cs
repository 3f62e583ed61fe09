using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spillway.Analyzers.Facts;

/// <summary>Where a program runs, told by what it is built as and by which frameworks it can see.</summary>
internal static class Hosts
{
    private static readonly string[] Serving =
    {
        "WebApplication", "WebHost", "ConfigureWebHostDefaults", "ConfigureWebHost", "UseStartup", "ControllerBase", "ComponentBase", "MapHub", "RequestDelegate", "HttpContext", "FunctionsApplication", "ConfigureFunctionsWorkerDefaults",
    };

    private static readonly string[] CommandLines = { "RootCommand", "CommandApp", "CommandLineApplication", "CommandLineParser" };

    private static readonly string[] Interfaces = { "build_property.UseWPF", "build_property.UseWindowsForms", "build_property.UseMaui" };

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
        var isLibrary = model.Compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary;
        if (isLibrary ? lines.TypesOf(ApiFlags.Ui).Any(type => IsUsed(type, model)) || Array.Exists(Interfaces, property => IsMarked(model, property)) : Sees(ApiFlags.Ui))
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

    /// <summary>True where a file imports the type's namespace or a part of it, or says that it belongs there: a library may see what it never shows.</summary>
    private static bool IsUsed(string type, ConcurrencyModel model)
    {
        if (model.Compilation.GetTypeByMetadataName(type) is not { ContainingNamespace: { IsGlobalNamespace: false } space })
            return false;

        var name = space.ToDisplayString();
        return model.TreesWith(space.Name).Any(tree => tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Any(node => node switch
        {
            UsingDirectiveSyntax { Name: { } imported } => IsPart(imported.ToString(), name),
            BaseNamespaceDeclarationSyntax { Name: var declared } => IsPart(declared.ToString(), name),
            _ => false,
        }));
    }

    private static bool IsPart(string name, string of) => name == of || name.StartsWith(of + ".", StringComparison.Ordinal);

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
