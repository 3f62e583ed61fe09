using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers;
using Spillway.CodeFixes;

namespace Tour.Analysis;

/// <summary>Every rule and every fix of Spillway, found where they are defined.</summary>
internal static class Rules
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = InstancesOf<DiagnosticAnalyzer>(typeof(Rule).Assembly);

    private static readonly ImmutableArray<CodeFixProvider> Fixes = InstancesOf<CodeFixProvider>(typeof(Fix).Assembly);

    /// <summary>What the compiler would report for <paramref name="project"/>, in the order of the sources.</summary>
    public static async Task<ImmutableArray<Diagnostic>> InspectAsync(Project project, CancellationToken cancellationToken)
    {
        if (Analyzers.IsEmpty)
            throw new TourFailure("No rule is there to be shown.");

        var compilation = (await project.GetCompilationAsync(cancellationToken))!;
        Exception? crash = null;
        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: (exception, _, _) => crash ??= exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(cancellationToken);
        if (crash is not null)
            throw new TourFailure($"A rule failed in {project.Name}: {crash}");

        return [.. diagnostics
            .Where(d => !d.IsSuppressed)
            .OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(d => d.Location.SourceSpan.Start)];
    }

    public static IEnumerable<CodeFixProvider> FixesFor(string rule) => Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(rule));

    /// <summary>The compilation of <paramref name="project"/>; an error in it ends the tour.</summary>
    public static async Task<Compilation> CompileAsync(Project project, string name, CancellationToken cancellationToken)
    {
        var compilation = (await project.GetCompilationAsync(cancellationToken))!;
        var errors = compilation.GetDiagnostics(cancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error).Take(5).ToList();
        if (errors.Count > 0)
            throw new TourFailure($"{name} does not compile:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");

        return compilation;
    }

    private static ImmutableArray<T> InstancesOf<T>(Assembly assembly)
        => [.. assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!)];
}
