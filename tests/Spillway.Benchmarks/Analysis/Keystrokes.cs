using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Benchmarks.Analysis;

/// <summary>
/// What an editor waits for after each keystroke: a new compilation, and the findings of the one file that changed. It asks for the syntax and the meaning of
/// that document; rules that look at the whole compilation are left for a full analysis, as editors do it.
/// </summary>
/// <param name="Project">How the services of the made-up project call each other.</param>
/// <param name="Document">With our rules, all findings of the document.</param>
/// <param name="Member">With our rules, the findings of the member that is edited.</param>
/// <param name="Floor">With a rule that asks for the operations and does nothing, all of the document.</param>
/// <param name="Bare">What the compiler alone takes to bind the document anew.</param>
/// <param name="Engine">What the engine of editors takes for our rules.</param>
/// <param name="MegabytesADocument">What our rules allocate for the document, the compiler's work for them included.</param>
internal sealed record Keystrokes(string Project, Keystrokes.Waits Document, Keystrokes.Waits Member, Keystrokes.Waits Floor, Keystrokes.Waits Bare, Keystrokes.Waits Engine, double MegabytesADocument)
{
    /// <summary>The first keys also wait for code that is compiled at run time.</summary>
    public const int WarmUp = 30;

    public static async Task<Keystrokes> Measure(int keys, bool isWoven)
    {
        var compilation = MadeUpProject.Make(isWoven);
        var (document, member, floor, bare, bytes) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var rules = AnalyzerPackage.All()[0].Analyzers().ToImmutableArray();
        var tree = compilation.SyntaxTrees[0];
        for (var key = 0; key < WarmUp + keys; key++)
        {
            var text = await tree.GetTextAsync();
            var change = Change(text, key);
            var edited = tree.WithChangedText(text.WithChanges(change));
            compilation = compilation.ReplaceSyntaxTree(tree, edited);
            tree = edited;
            var around = (await edited.GetRootAsync()).FindToken(change.Span.Start).Parent!.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.FullSpan;

            var began = Stopwatch.GetTimestamp();
            _ = compilation.GetSemanticModel(tree).GetDiagnostics();
            var alone = Stopwatch.GetElapsedTime(began).TotalMilliseconds;

            // Each asks of a compilation of its own, so that nobody finds what another one has found.
            var nothing = await Ask(compilation, tree, [new RuleCosts.Nothing()], null);
            var part = await Ask(compilation, tree, rules, around);
            var before = GC.GetTotalAllocatedBytes();
            var all = await Ask(compilation, tree, rules, null);
            var allocated = GC.GetTotalAllocatedBytes() - before;
            if (key < WarmUp)
                continue;

            bare.Add(alone);
            floor.Add(nothing);
            member.Add(part);
            document.Add(all);
            bytes.Add(allocated / 1e6);
        }

        var engine = await EditorEngine.Measure(keys, isWoven);
        return new Keystrokes(isWoven ? "through interfaces" : "directly", Waits.Of(document), Waits.Of(member), Waits.Of(floor), Waits.Of(bare), engine, Waits.Of(bytes).MedianMs);
    }

    /// <summary>One more letter in a string, each time in another method.</summary>
    public static TextChange Change(SourceText text, int key)
    {
        var place = text.ToString().IndexOf(MadeUpProject.Edited, key % 50 * (text.Length / 60), StringComparison.Ordinal) + MadeUpProject.Edited.Length;
        return new TextChange(new TextSpan(place, 0), "x");
    }

    private static async Task<double> Ask(CSharpCompilation compilation, SyntaxTree tree, ImmutableArray<DiagnosticAnalyzer> rules, TextSpan? span)
    {
        var fresh = compilation.Clone();
        var began = Stopwatch.GetTimestamp();
        var run = fresh.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        _ = await run.GetAnalyzerSyntaxDiagnosticsAsync(tree, CancellationToken.None);
        _ = await run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree), span, CancellationToken.None);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Milliseconds of many keys.</summary>
    internal sealed record Waits(double MedianMs, double P99Ms)
    {
        public static Waits Of(List<double> values) => new(At(values, 0.5), At(values, 0.99));

        public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"median {MedianMs:0.0} ms, p99 {P99Ms:0.0} ms");

        private static double At(List<double> values, double share) => Math.Round(values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share)), 1);
    }
}
