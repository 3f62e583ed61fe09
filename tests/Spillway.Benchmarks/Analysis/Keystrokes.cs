using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Benchmarks.Analysis;

/// <summary>What an editor waits for after each keystroke: a new compilation, and the findings of the one file that changed.</summary>
/// <param name="MedianMs">Median, with our rules.</param>
/// <param name="P99Ms">99th percentile, with our rules.</param>
/// <param name="BareMedianMs">Median of what the compiler alone takes to bind the file anew.</param>
/// <param name="BareP99Ms">99th percentile of that.</param>
internal sealed record Keystrokes(double MedianMs, double P99Ms, double BareMedianMs, double BareP99Ms)
{
    private const int Files = 500;

    private const int LinesOfEdited = 1_000;

    public static async Task<Keystrokes> Measure(int keys)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var trees = Enumerable.Range(0, Files).Select(i => CSharpSyntaxTree.ParseText(Text(i, i == 0 ? LinesOfEdited : 60), path: $"/Service{i}.cs")).ToList();
        var compilation = CSharpCompilation.Create("Project", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var (ours, bare) = (new List<double>(), new List<double>());
        var rules = AnalyzerPackage.All()[0].Analyzers().ToImmutableArray();
        var tree = trees[0];
        for (var key = -10; key < keys; key++)
        {
            // One more letter in a string, each time in another method.
            var text = await tree.GetTextAsync();
            var place = text.ToString().IndexOf("\"/items/", (key + 10) % 50 * (text.Length / 60), StringComparison.Ordinal) + 1;
            var edited = tree.WithChangedText(text.WithChanges(new TextChange(new TextSpan(place, 0), "x")));
            compilation = compilation.ReplaceSyntaxTree(tree, edited);
            tree = (CSharpSyntaxTree)edited;

            var began = Stopwatch.GetTimestamp();
            var model = compilation.GetSemanticModel(tree);
            _ = model.GetDiagnostics();
            var bound = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            began = Stopwatch.GetTimestamp();
            var run = compilation.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
            _ = await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, CancellationToken.None);
            _ = await run.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, CancellationToken.None);
            if (key < 0)
                continue;

            bare.Add(bound);
            ours.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Keystrokes(At(ours, 0.5), At(ours, 0.99), At(bare, 0.5), At(bare, 0.99));
    }

    private static double At(List<double> values, double share) => Math.Round(values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share)), 1);

    private static string Text(int number, int lines)
    {
        var text = new StringBuilder().AppendLine($$"""
            using System; using System.Collections.Generic; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
            namespace Project;
            public sealed class Service{{number}}(HttpClient http, Service{{(number + 1) % Files}} next)
            {
                private readonly object _gate = new();
                private readonly Dictionary<int, string> _seen = new();
            """);
        for (var i = 0; 6 + (i * 16) < lines - 16; i++)
        {
            text.AppendLine($$"""
                    public async Task<List<string>> Load{{i}}Async(IReadOnlyList<int> ids, CancellationToken cancellationToken)
                    {
                        var all = new List<string>();
                        foreach (var id in ids)
                        {
                            var item = await http.GetStringAsync("/items/{{i}}/" + id, cancellationToken);
                            all.Add(item.Trim());
                        }
                        lock (_gate)
                        {
                            _seen[ids.Count] = all.FirstOrDefault() ?? "";
                        }
                        var rest = await next.Load0Async(ids.Take(3).ToList(), cancellationToken);
                        return all.Concat(rest).ToList();
                    }

                """);
        }

        return text.AppendLine("}").ToString();
    }
}
