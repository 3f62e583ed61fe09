using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>A package of analyzers, with all that it can report switched on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">The assemblies that a compiler loads.</param>
/// <param name="Rules">What it can report.</param>
internal sealed record AnalyzerPackage(string Name, ImmutableArray<string> Files, ImmutableArray<string> Rules)
{
    /// <summary>The folder of each package's assemblies: the newest for which the compiler is new enough.</summary>
    private static readonly ImmutableArray<(string Package, string Folder)> Others =
    [
        ("Microsoft.VisualStudio.Threading.Analyzers", "analyzers/cs"),
        ("Meziantou.Analyzer", "analyzers/dotnet"),
        ("AsyncFixer", "analyzers/dotnet/cs"),
        ("SonarAnalyzer.CSharp", "analyzers"),
        ("Roslynator.Analyzers", "analyzers/dotnet"),
    ];

    /// <summary>What a build gives a compiler instead, where the package has its assemblies compiled ahead of time.</summary>
    public ImmutableArray<string> FilesOfBuilds { get; private init; } = Files;

    /// <summary>Ours first, as built beside this program.</summary>
    public static List<AnalyzerPackage> All() => [Ours(), .. Others.Select(other => Of(other.Package, AssembliesOf(other.Package, other.Folder)))];

    /// <summary>An options file that makes every rule a warning, also those that are off by default.</summary>
    public string Options(WorkFolder work)
    {
        var file = work.File(Name + ".globalconfig");
        if (!File.Exists(file))
            File.WriteAllLines(file, Rules.Select(id => $"dotnet_diagnostic.{id}.severity = warning").Prepend("is_global = true"));

        return file;
    }

    /// <summary>The analyzers, made anew.</summary>
    public IEnumerable<DiagnosticAnalyzer> Analyzers() => Files.SelectMany(InstancesIn);

    /// <summary>The analyzers of an assembly.</summary>
    public static IEnumerable<DiagnosticAnalyzer> InstancesIn(string file)
    {
        var types = Assembly.LoadFrom(file).GetLoadableTypes();
        return types
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(DiagnosticAnalyzer)) && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!);
    }

    private static AnalyzerPackage Ours()
    {
        const string File = "Spillway.Analyzers.dll";
        var portable = Of("Spillway", [Path.Combine(AppContext.BaseDirectory, File)]);
        var precompiled = Path.Combine(AppContext.BaseDirectory, "precompiled", File);
        return System.IO.File.Exists(precompiled) ? portable with { FilesOfBuilds = [precompiled] } : portable;
    }

    private static AnalyzerPackage Of(string name, ImmutableArray<string> files) =>
        new(name, files, [.. files.SelectMany(InstancesIn).SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal)]);

    private static ImmutableArray<string> AssembliesOf(string package, string folder)
    {
        var root = Path.Combine(Sources.Packages, package.ToLowerInvariant(), Sources.VersionOf(package), folder);

        // Some lay a build for each Roslyn beside one another.
        var newest = Directory.EnumerateDirectories(root, "roslyn*").Where(Fits).OrderBy(path => VersionIn(path)).LastOrDefault();
        var place = newest is null ? root : Directory.Exists(Path.Combine(newest, "cs")) ? Path.Combine(newest, "cs") : newest;
        return [.. Directory.EnumerateFiles(place, "*.dll").Where(file => !file.Contains("CodeFix", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static bool Fits(string path) => VersionIn(path) <= typeof(Compilation).Assembly.GetName().Version;

    private static Version VersionIn(string path) => Version.Parse(Path.GetFileName(path)["roslyn".Length..]);
}
