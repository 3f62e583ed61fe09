using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Benchmarks.Analysis;

/// <summary>Compiles code that has errors, where the compiler would stop before it asks an analyzer.</summary>
internal static class LooseHost
{
    public static async Task<int> Run(string response)
    {
        var lines = await File.ReadAllLinesAsync(response);
        var arguments = CSharpCommandLineParser.Default.Parse(lines.Select(line => line.Trim('"')), Environment.CurrentDirectory, sdkDirectory: null);
        var compilation = new CompiledProject("Loose", Compiler: null, Environment.CurrentDirectory, [.. lines.Select(line => line.Trim('"'))]).Load();
        var rules = arguments.AnalyzerReferences.SelectMany(reference => AnalyzerPackage.InstancesIn(reference.FilePath)).ToImmutableArray();
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            rules.SelectMany(rule => rule.SupportedDiagnostics).Select(rule => rule.Id).Distinct().ToDictionary(id => id, _ => ReportDiagnostic.Warn)));
        _ = compilation.GetDiagnostics();
        using var nowhere = new MemoryStream();
        _ = compilation.Emit(nowhere);
        if (!rules.IsEmpty)
        {
            foreach (var finding in await compilation.WithAnalyzers(rules).GetAnalyzerDiagnosticsAsync())
                Console.WriteLine(finding);
        }

        return 0;
    }
}
