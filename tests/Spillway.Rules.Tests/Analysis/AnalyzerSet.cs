using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Rules.Tests.Analysis;

/// <summary>The analyzers that every snippet is shown to.</summary>
internal sealed class AnalyzerSet(params ImmutableArray<DiagnosticAnalyzer> analyzers)
{
    /// <summary>Every analyzer of the package.</summary>
    public static AnalyzerSet Shipped { get; } = new([.. InstancesIn<DiagnosticAnalyzer>("Spillway.Analyzers")]);

    public ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = [.. analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics)];

    /// <summary>One of each concrete <typeparamref name="T"/> of an assembly.</summary>
    public static IEnumerable<T> InstancesIn<T>(string assembly) =>
        Assembly.Load(assembly).GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(T)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!);

    /// <summary>What the analyzers say of <paramref name="compilation"/>, in the order of the text; and what they threw.</summary>
    public async Task<(ImmutableArray<Diagnostic> Findings, ImmutableArray<string> Crashes)> AnalyseAsync(Compilation compilation, AnalyzerOptions options)
    {
        if (analyzers.IsEmpty)
            return ([], []);

        var crashes = new ConcurrentQueue<string>();
        var run = compilation.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            options,
            (exception, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name} threw {exception}"),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false));
        var findings = await run.GetAnalyzerDiagnosticsAsync();
        var trees = compilation.SyntaxTrees.ToList();
        return (
            [.. findings.OrderBy(d => d.Location.SourceTree is { } tree ? trees.IndexOf(tree) : trees.Count).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)],
            [.. crashes]);
    }
}
