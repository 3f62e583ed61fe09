using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers;

/// <summary>
/// Which rules of other packages are on? Where one says the same as ours, ours stands down: nobody wants to read the same thing twice.
/// A rule is on when a configuration sets it to suggestion or above, or when its package is referenced, it is on by default, and
/// no configuration lowers it.
/// </summary>
internal sealed class OtherRules
{
    /// <summary>Set by the targets of our package: the file names of the analyzers of the project, separated by bars.</summary>
    internal const string AnalyzersProperty = "build_property.SpillwayOtherAnalyzers";

    /// <summary>The packages' assemblies, with the rules that they have on by default.</summary>
    private static readonly Dictionary<string, string[]> OnByDefault = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.VisualStudio.Threading.Analyzers"] = new[] { "VSTHRD002", "VSTHRD100", "VSTHRD101", "VSTHRD103", "VSTHRD105", "VSTHRD107", "VSTHRD110", "VSTHRD114" },
        ["Meziantou.Analyzer"] = new[] { "MA0022", "MA0040", "MA0042", "MA0064", "MA0129", "MA0134", "MA0147" },
        ["AsyncFixer"] = new[] { "AsyncFixer01", "AsyncFixer02", "AsyncFixer03", "AsyncFixer04", "AsyncFixer05" },
        ["SonarAnalyzer.CSharp"] = new[] { "S2445", "S2551", "S2696", "S3168", "S3998", "S4586", "S6966" },
        ["Microsoft.CodeAnalysis.NetAnalyzers"] = new[] { "CA2012", "CA2016" },
    };

    private readonly Compilation _compilation;
    private readonly Lazy<HashSet<string>> _default;

    public OtherRules(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        _compilation = compilation;
        _default = new Lazy<HashSet<string>>(() => DefaultsOf(options), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>True when the rule <paramref name="id"/> of another package reports at least suggestions in <paramref name="tree"/>.</summary>
    public bool IsOn(string id, SyntaxTree tree, CancellationToken cancellationToken)
    {
        var options = _compilation.Options;
        if (options.SyntaxTreeOptionsProvider is { } provider
            && (provider.TryGetDiagnosticValue(tree, id, cancellationToken, out var set) || provider.TryGetGlobalDiagnosticValue(id, cancellationToken, out set))
            && set != ReportDiagnostic.Default)
        {
            return Speaks(set);
        }

        return options.SpecificDiagnosticOptions.TryGetValue(id, out var given) && given != ReportDiagnostic.Default
            ? Speaks(given)
            : _default.Value.Contains(id);
    }

    private static bool Speaks(ReportDiagnostic severity) =>
        severity is ReportDiagnostic.Error or ReportDiagnostic.Warn or ReportDiagnostic.Info;

    private static HashSet<string> DefaultsOf(AnalyzerConfigOptionsProvider options)
    {
        var on = new HashSet<string>();
        if (!options.GlobalOptions.TryGetValue(AnalyzersProperty, out var listed))
            return on;

        foreach (var name in listed.Split('|').Select(name => name.Trim()))
        {
            // Some packages split their analyzers by language: Microsoft.VisualStudio.Threading.Analyzers.CSharp.
            var package = OnByDefault.Keys.FirstOrDefault(key => name.Equals(key, StringComparison.OrdinalIgnoreCase) || name.StartsWith(key + ".", StringComparison.OrdinalIgnoreCase));
            if (package is not null)
                on.UnionWith(OnByDefault[package]);
        }

        return on;
    }
}
