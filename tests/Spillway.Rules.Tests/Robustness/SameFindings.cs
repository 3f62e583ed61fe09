using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.Robustness;

/// <summary>The same text has the same findings, with the same evidence, whatever else runs at the time and in whichever order methods come.</summary>
public sealed class SameFindings
{
    /// <summary>The whole of the sample service, twenty times at once, each with Roslyn's own concurrency.</summary>
    [Fact]
    public async Task Twenty_runs_at_once_say_the_same()
    {
        var settings = new Settings { With = ["Microsoft.AspNetCore.App", "Microsoft.EntityFrameworkCore*", "Microsoft.Extensions*"] };
        var folder = Path.Combine(Repository.Root, "samples", "Noisy");
        var texts = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(file => (file, File.ReadAllText(file)))
            .Append(("/GlobalUsings.cs", "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;"))
            .ToList();
        var first = await RunAsync(settings, texts);
        Assert.True(first.Count >= 30, $"only {first.Count} findings");

        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RunAsync(settings, texts))));
        Assert.All(again, findings => Assert.Equal(first, findings));
    }

    private static async Task<List<string>> RunAsync(Settings settings, IEnumerable<(string Path, string Text)> texts)
    {
        // Trees and compilation are new each time, so that nothing that the facts keep per compilation is shared.
        var compilation = References.Bound(settings)
            .WithOptions(new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .AddSyntaxTrees(texts.Select(text => CSharpSyntaxTree.ParseText(text.Text, path: text.Path)));
        var run = compilation.WithAnalyzers(
            [.. AnalyzerSet.InstancesIn<DiagnosticAnalyzer>("Spillway.Analyzers")],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var findings = await run.GetAnalyzerDiagnosticsAsync();
        return
        [
            .. findings
                .Select(finding => string.Join(" | ", finding.AdditionalLocations.Select(Show).Prepend(finding.GetMessage(CultureInfo.InvariantCulture)).Prepend(finding.Id).Prepend(Show(finding.Location))))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Show(Location location) => location.GetLineSpan().ToString();
}
