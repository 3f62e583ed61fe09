using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Spillway.Facts.Tests.OtherRules;

/// <summary>When a rule of another package counts as on.</summary>
public sealed class StandingDown
{
    private static readonly SyntaxTree Tree = CSharpSyntaxTree.ParseText("class C { }", path: "/C.cs");

    [Theory]
    [InlineData(ReportDiagnostic.Error, true)]
    [InlineData(ReportDiagnostic.Warn, true)]
    [InlineData(ReportDiagnostic.Info, true)]
    [InlineData(ReportDiagnostic.Hidden, false)]
    [InlineData(ReportDiagnostic.Suppress, false)]
    [InlineData(ReportDiagnostic.Default, false)]
    public void A_severity_of_the_file_of_the_project_or_of_the_command_line_decides(ReportDiagnostic severity, bool isOn)
    {
        Assert.Equal(isOn, IsOn(ofTree: severity));
        Assert.Equal(isOn, IsOn(global: severity));
        Assert.Equal(isOn, IsOn(given: severity));
    }

    [Fact]
    public void The_nearest_setting_wins()
    {
        Assert.False(IsOn(ofTree: ReportDiagnostic.Suppress, global: ReportDiagnostic.Error, given: ReportDiagnostic.Error));
        Assert.True(IsOn(ofTree: ReportDiagnostic.Info, global: ReportDiagnostic.Suppress));
    }

    [Theory]
    [InlineData("Spillway.Analyzers|Microsoft.VisualStudio.Threading.Analyzers.CSharp", true)]
    [InlineData("Microsoft.VisualStudio.Threading.Analyzers", true)]
    [InlineData("Microsoft.VisualStudio.ThreadingAnalyzers", false)]
    [InlineData("SonarAnalyzer.CSharp", false)]
    [InlineData("", false)]
    public void A_package_that_is_referenced_brings_what_it_has_on_by_default(string analyzers, bool isOn)
    {
        Assert.Equal(isOn, IsOn(analyzers));
        Assert.False(IsOn(analyzers, ofTree: ReportDiagnostic.Suppress));
    }

    private static bool IsOn(string? analyzers = null, ReportDiagnostic? ofTree = null, ReportDiagnostic? global = null, ReportDiagnostic? given = null)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSyntaxTreeOptionsProvider(new Severities(ofTree, global));
        if (given is { } severity)
            options = options.WithSpecificDiagnosticOptions([KeyValuePair.Create("VSTHRD103", severity)]);
        var compilation = CSharpCompilation.Create("Sample", [Tree], options: options);
        return new Analyzers.OtherRules(compilation, new Properties(analyzers)).IsOn("VSTHRD103", Tree, CancellationToken.None);
    }

    private sealed class Severities(ReportDiagnostic? ofTree, ReportDiagnostic? global) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            Get(ofTree, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            Get(global, out severity);

        private static bool Get(ReportDiagnostic? set, out ReportDiagnostic severity)
        {
            severity = set ?? ReportDiagnostic.Default;
            return set is not null;
        }
    }

    private sealed class Properties(string? analyzers) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(analyzers);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values(null);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(null);
    }

    private sealed class Values(string? analyzers) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == Analyzers.OtherRules.AnalyzersProperty ? analyzers : null;
            return value is not null;
        }
    }
}
