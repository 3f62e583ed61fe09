using Microsoft.CodeAnalysis;
using Spillway.Rules.Tests.Analysis;
using Xunit;

namespace Spillway.Rules.Tests.SelfTests;

/// <summary>A rule may report one finding louder than another; what the user sets wins over both.</summary>
public sealed class WeightOfFindings
{
    [Theory]
    [InlineData("Thread.Sleep(10);", DiagnosticSeverity.Warning)]
    [InlineData("File.WriteAllText(\"a\", \"b\");", DiagnosticSeverity.Info)]
    public async Task What_waits_for_long_is_a_warning_and_a_disk_is_a_suggestion(string code, DiagnosticSeverity severity) =>
        Assert.Equal(severity, await SeverityAsync("SPW2002", code));

    [Fact]
    public async Task A_severity_that_is_set_wins() =>
        Assert.Equal(DiagnosticSeverity.Error, await SeverityAsync("SPW2002", "File.WriteAllText(\"a\", \"b\");", "dotnet_diagnostic.SPW2002.severity = error"));

    private static async Task<DiagnosticSeverity> SeverityAsync(string id, string code, string option = "")
    {
        var snippet = PageText.Snippets($"# Toy\n~~~editorconfig\n[*.cs]\n{option}\n~~~\n~~~csharp\n{code}\n~~~\n").Single();
        var (findings, _) = await AnalyzerSet.Shipped.AnalyseAsync(snippet.Compile(AnalyzerSet.Shipped.Descriptors), snippet.AnalyzerOptions());
        return Assert.Single(findings, finding => finding.Id == id).Severity;
    }
}
