using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>What each of our rules takes when it is alone, and has to find out everything itself.</summary>
/// <param name="Name">The rule's id and title.</param>
/// <param name="Ms">Milliseconds of one thread.</param>
/// <param name="BytesPerMethod">Allocations, divided by the number of methods, accessors and functions.</param>
internal sealed record RuleCosts(string Name, double Ms, double BytesPerMethod)
{
    public static List<RuleCosts> Measure(CompiledCode code, bool isQuick)
    {
        // The largest project is enough to tell the rules apart.
        var project = code.Projects.MaxBy(project => project.Lines)!;
        var methods = project.Load().SyntaxTrees.Sum(tree => tree.GetRoot().DescendantNodes().Count(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax));
        var package = AnalyzerPackage.All()[0];

        // Whoever comes first pays for what is made ready once in a process.
        var groups = package.Analyzers().ToList();
        _ = Of(groups[0], groups[0].SupportedDiagnostics[0], project, methods);
        var floor = Of(new Nothing(), Nothing.Rule, project, methods);
        var costs = groups.SelectMany(group => group.SupportedDiagnostics, (group, rule) => Of(group, rule, project, methods)).OrderByDescending(cost => cost.BytesPerMethod).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"each rule alone on {project.Name}, {methods:N0} methods; a rule that only asks for the operations takes {floor.Ms:0} ms and {floor.BytesPerMethod:0} bytes a method"));
        foreach (var cost in costs.Take(isQuick ? 6 : int.MaxValue))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {cost.Name,-44} {cost.Ms,9:0} ms {cost.BytesPerMethod,9:0} bytes a method"));

        return costs;
    }

    /// <summary>The others of its group are off.</summary>
    private static RuleCosts Of(DiagnosticAnalyzer group, DiagnosticDescriptor rule, CompiledProject project, int methods)
    {
        var compilation = project.Load();
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(group.SupportedDiagnostics.ToDictionary(d => d.Id, d => d.Id == rule.Id ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress)));
        _ = compilation.GetDiagnostics();
        var (began, bytes) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        compilation.WithAnalyzers([group], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return new RuleCosts($"{rule.Id} {rule.Title}", Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds), Math.Round((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / methods));
    }

    /// <summary>Asks for what every rule needs, and does nothing with it.</summary>
#pragma warning disable RS1001, RS1022, RS1026, RS1036, RS1038, RS1041, RS2008 // It is no analyzer for users.
    internal sealed class Nothing : DiagnosticAnalyzer
    {
        public static readonly DiagnosticDescriptor Rule = new("NOTHING", "Nothing", "Nothing", "None", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

        public override System.Collections.Immutable.ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterOperationBlockAction(static _ => { });
        }
    }
#pragma warning restore
}
