using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spillway.Analyzers.Facts;
using Spillway.Pages;
using Xunit;

namespace Spillway.Facts.Tests;

/// <summary>Classes that hold many classes, each of which holds many: what a question about them costs grows with their number, not with the number of ways through them.</summary>
public sealed class WideTypes
{
    private const int Levels = 7;
    private const int Width = 16;

    [Theory]
    [InlineData("int", "Plain")]
    [InlineData("System.IO.Stream", "Confined")]
    public void Each_type_is_looked_at_once(string last, string expected)
    {
        var compilation = References.Bound(new Settings()).AddSyntaxTrees(CSharpSyntaxTree.ParseText(string.Concat(
            Enumerable.Range(0, Levels).SelectMany(level => Enumerable.Range(0, Width).Select(i => $"class C{level}x{i} {{ {Fields(level, last)} }}\n")))));
        var confinement = ConcurrencyModel.For(compilation, new AnalyzerOptions([]), CancellationToken.None).Confinement;

        // What the fields' own types cost is paid before.
        var type = compilation.GetTypeByMetadataName($"C{(expected == "Confined" ? 2 : 0)}x0")!;
        _ = compilation.GetDiagnostics();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(expected, confinement.Of(type).Safety.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private static string Fields(int level, string last) => level == Levels - 1
        ? $"public {last} Value;"
        : string.Concat(Enumerable.Range(0, Width).Select(i => $"public C{level + 1}x{i} F{i}; "));
}
