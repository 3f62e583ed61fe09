using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Spillway.Pages;

/// <summary>The options of a snippet, read from its <c>editorconfig</c> blocks by the compiler's own parser.</summary>
public sealed class SnippetOptions : AnalyzerConfigOptionsProvider
{
    private readonly AnalyzerConfigSet _set;

    private SnippetOptions(AnalyzerConfigSet set)
    {
        _set = set;
        Severities = new TreeSeverities(set);
        GlobalOptions = new Values(set.GlobalConfigOptions.AnalyzerOptions);
    }

    /// <summary>The severities that the blocks set.</summary>
    public SyntaxTreeOptionsProvider Severities { get; }

    /// <inheritdoc />
    public override AnalyzerConfigOptions GlobalOptions { get; }

    /// <summary>The options for <paramref name="code"/>.</summary>
    public static SnippetOptions Of(SnippetCode code)
    {
        var configs = ImmutableArray.Create(AnalyzerConfig.Parse(code.Config, "/snippet/.editorconfig"));
        if (code.GlobalConfig.Length > 0)
            configs = configs.Add(AnalyzerConfig.Parse(code.GlobalConfig, "/snippet/.globalconfig"));

        return new SnippetOptions(AnalyzerConfigSet.Create(configs));
    }

    /// <inheritdoc />
    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => For(tree.FilePath);

    /// <inheritdoc />
    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => For(textFile.Path);

    private Values For(string path) => new(_set.GetOptionsForSourcePath(path).AnalyzerOptions);

    private sealed class Values(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }

    private sealed class TreeSeverities(AnalyzerConfigSet set) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}

/// <summary>An additional file of a snippet.</summary>
internal sealed class SnippetFile(string path, string text) : AdditionalText
{
    private readonly SourceText _text = SourceText.From(text);

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}

/// <summary>Severities as options.</summary>
internal static class Severities
{
    public static ReportDiagnostic ToReport(this DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };
}
