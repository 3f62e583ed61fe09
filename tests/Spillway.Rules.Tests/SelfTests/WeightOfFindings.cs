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

    [Theory]
    [InlineData("foreach (var url in urls) Console.WriteLine(await client.GetStringAsync(url));", DiagnosticSeverity.Warning)]
    [InlineData("foreach (var url in urls) Console.WriteLine((await File.ReadAllTextAsync(url)).Length);", DiagnosticSeverity.Info)]
    [InlineData("foreach (var url in urls) { Console.WriteLine(File.Exists(url)); Console.WriteLine(await client.GetStringAsync(url)); }", DiagnosticSeverity.Warning)]
    [InlineData("try { foreach (var url in urls) await client.DeleteAsync(url); } catch (HttpRequestException e) { Console.WriteLine(e.Message); }", DiagnosticSeverity.Info)]
    [InlineData("try { foreach (var url in urls) await client.DeleteAsync(url); } catch (HttpRequestException) { throw; }", DiagnosticSeverity.Warning)]
    public async Task A_network_is_worth_more_than_a_disk_or_a_loop_that_its_failures_end(string code, DiagnosticSeverity severity) =>
        Assert.Equal(severity, await SeverityAsync("SPW1001", code, preamble: "http"));

    [Theory]
    [InlineData("foreach (var id in ids) Console.WriteLine(await _db.Customers.FindAsync(id));", DiagnosticSeverity.Warning)]
    [InlineData("foreach (var o in await _db.Orders.ToListAsync()) Console.WriteLine(await _db.Orders.CountAsync(x => x.CustomerId == o.CustomerId && x.Total == o.Total));", DiagnosticSeverity.Info)]
    public async Task One_key_is_worth_more_than_several_values_that_belong_together(string code, DiagnosticSeverity severity) =>
        Assert.Equal(severity, await SeverityAsync("SPW1004", code, preamble: "efcore"));

    [Fact]
    public async Task A_severity_that_is_set_wins() =>
        Assert.Equal(DiagnosticSeverity.Error, await SeverityAsync("SPW2002", "File.WriteAllText(\"a\", \"b\");", "dotnet_diagnostic.SPW2002.severity = error"));

    private static async Task<DiagnosticSeverity> SeverityAsync(string id, string code, string option = "", string preamble = "default")
    {
        var snippet = PageText.Snippets($"# Toy\n<!-- preamble: {preamble} -->\n~~~editorconfig\n[*.cs]\n{option}\n~~~\n~~~csharp\n{code}\n~~~\n").Single();
        var (findings, _) = await AnalyzerSet.Shipped.AnalyseAsync(snippet.Compile(AnalyzerSet.Shipped.Descriptors), snippet.AnalyzerOptions());
        return Assert.Single(findings, finding => finding.Id == id).Severity;
    }
}
