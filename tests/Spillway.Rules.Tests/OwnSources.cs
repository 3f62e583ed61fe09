#if !ANALYZERS_ONLY && !SAMPLE_OF_FIXES
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spillway.Pages;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests;

/// <summary>What the rules ask of others holds for the sources of the rules and fixes themselves, which no build can show to them: they are not there yet.</summary>
public sealed class OwnSources
{
    private static readonly string[] Folders = ["Rules", "Spillway.Analyzers", "Spillway.CodeFixes"];

    [Fact]
    public async Task Rules_find_nothing_in_rules_and_fixes()
    {
        var compilation = References.Bound(new Settings { With = ["Microsoft.CodeAnalysis*", "System.Composition*"] })
            .WithOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .AddSyntaxTrees(Sources());

        // What does not bind is not understood, and nothing would be found in it.
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var (findings, crashes) = await AnalyzerSet.Shipped.AnalyseAsync(compilation, new([]));
        Assert.Empty(crashes);
        Assert.Empty(findings.Where(finding => finding.Severity >= DiagnosticSeverity.Warning).Select(finding =>
            $"{finding.Location.GetLineSpan().Path}({finding.Location.GetLineSpan().StartLinePosition.Line + 1}): {finding.Id}: {finding.GetMessage(CultureInfo.InvariantCulture)}"));
    }

    // The framework of the tests has the types that older ones lack.
    private static IEnumerable<SyntaxTree> Sources()
    {
        var root = Path.Combine(Repository.Root, "src");
        foreach (var file in Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (!path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(file) != "Polyfills.cs")
                yield return CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: path);
        }
    }
}
#endif
