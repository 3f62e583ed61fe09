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
    /// <param name="project">What to look at.</param>
    /// <param name="rule">The id of the only rule that is asked; null for all of them.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static Task<ImmutableArray<Diagnostic>> InspectAsync(Project project, string? rule, CancellationToken cancellationToken)
        => InspectAsync(project, rule, (analysis, token) => analysis.GetAnalyzerDiagnosticsAsync(token), cancellationToken);

    /// <summary>The same for one file. What only the whole compilation shows is left out.</summary>
    public static async Task<ImmutableArray<Diagnostic>> InspectAsync(Document document, string? rule, CancellationToken cancellationToken)
    {
        var model = (await document.GetSemanticModelAsync(cancellationToken))!;
        return await InspectAsync(
            document.Project, rule, (analysis, token) => analysis.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, token), cancellationToken);
    }

    private static async Task<ImmutableArray<Diagnostic>> InspectAsync(
        Project project,
        string? rule,
        Func<CompilationWithAnalyzers, CancellationToken, Task<ImmutableArray<Diagnostic>>> inspect,
        CancellationToken cancellationToken)
    {
        var compilation = (await project.GetCompilationAsync(cancellationToken))!;
        var analyzers = rule is null ? Analyzers : [.. Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(d => d.Id == rule))];
        if (analyzers.IsEmpty)
            throw new TourFailure($"There is no rule {rule}.");

        Exception? crash = null;
        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: (exception, _, _) => crash ??= exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await inspect(compilation.WithAnalyzers(analyzers, options), cancellationToken);
        if (crash is not null)
            throw new TourFailure($"A rule failed in {project.Name}: {crash}");

        return [.. diagnostics
            .Where(d => !d.IsSuppressed && (rule is null || d.Id == rule))
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
