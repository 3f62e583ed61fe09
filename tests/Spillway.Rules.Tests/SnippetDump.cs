using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Spillway.Pages;

namespace Spillway.Rules.Tests;

/// <summary>Writes snippets as projects that an IDE can open, with the analyzers of this build.</summary>
internal static partial class SnippetDump
{
    /// <summary>Writes below the folder that the environment variable SPILLWAY_DUMP names, if it does.</summary>
    public static void WriteIfWanted(SnippetCode code, IEnumerable<DiagnosticDescriptor> descriptors)
    {
        if (Environment.GetEnvironmentVariable("SPILLWAY_DUMP") is { Length: > 0 } folder)
            Write(folder, code, descriptors);
    }

    /// <summary>Writes the project, and returns its folder.</summary>
    public static string Write(string root, SnippetCode code, IEnumerable<DiagnosticDescriptor> descriptors)
    {
        var snippet = code.Snippet;
        var slug = NotWord().Replace(snippet.Section.Heading.ToLowerInvariant(), "-").Trim('-');
        var folder = Path.Combine(root, Path.GetFileNameWithoutExtension(snippet.Page.Name), $"{snippet.Code.Line:0000}-{slug}");
        Directory.CreateDirectory(folder);

        // The folder may lie inside a repository whose settings mean other projects.
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(root, name), "<Project />\n");

        foreach (var document in code.Sources.Concat(code.Additional))
            WriteFile(Path.GetFileName(document.Path), document.Text);

        if (code.GlobalUsings.Length > 0)
            WriteFile("GlobalUsings.cs", code.GlobalUsings);

        if (code.GlobalConfig.Length > 0)
            WriteFile(".globalconfig", code.GlobalConfig + "\n");

        var on = string.Concat(descriptors.Where(d => !d.IsEnabledByDefault).Select(d => $"dotnet_diagnostic.{d.Id}.severity = {d.DefaultSeverity.ToConfig()}\n"));
        WriteFile(".editorconfig", $"root = true\n\n[*.cs]\n{on}\n{code.Config}\n");
        WriteFile("Snippet.csproj", Project(code).ToString() + "\n");
        return folder;

        void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    private static XElement Project(SnippetCode code)
    {
        var references = References.For(code.Snippet.Settings);
        var frameworks = references.Select(References.FrameworkOf).Where(name => name is not ("" or "Microsoft.NETCore.App")).Distinct();
        var files = references.Where(reference => References.FrameworkOf(reference).Length == 0).Select(reference => reference.Display!);
        var analyzers = new[] { "Spillway.Analyzers", "Spillway.CodeFixes" }.Select(name => Path.Combine(AppContext.BaseDirectory, name + ".dll")).Where(File.Exists);
        return new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", "net" + Environment.Version.ToString(2)),
                new XElement("OutputType", code.OptionsFor([]).OutputKind == OutputKind.ConsoleApplication ? "Exe" : "Library"),
                new XElement("Nullable", "enable"),
                new XElement("AllowUnsafeBlocks", "true"),
                new XElement("LangVersion", code.Snippet.Code.Value("lang") ?? "latest")),
            new XElement(
                "ItemGroup",
                frameworks.Select(name => Item("FrameworkReference", name)),
                files.Select(path => Item("Reference", path)),
                analyzers.Select(path => Item("Analyzer", path)),
                code.Additional.Select(document => Item("AdditionalFiles", Path.GetFileName(document.Path)))));

        static XElement Item(string name, string include) => new(name, new XAttribute("Include", include));
    }

    private static string ToConfig(this DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "suggestion",
    };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotWord();
}
