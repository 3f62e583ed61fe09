using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Spillway.Analyzers;

/// <summary>Reports <c>spillway.*</c> keys of <c>.editorconfig</c> that are not known, and values that cannot be used.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionDiagnostics : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        id: "SPW0002",
        title: "Option value cannot be used",
        messageFormat: "{0}",
        category: "Configuration",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An option that is misspelt or has a value out of range has no effect; its default applies instead.",
        helpLinkUri: Rule.HelpLink("SPW0002"),
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A file that is something else altogether should not drown the build in warnings.</summary>
    private const int MostProblems = 100;

    private const string Prefix = "spillway.";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(Check);
    }

    private static void Check(CompilationAnalysisContext context)
    {
        var told = 0;
        foreach (var (key, value) in SettingsOf(context).OrderBy(s => s.Key, StringComparer.Ordinal).ThenBy(s => s.Value, StringComparer.Ordinal))
        {
            if (Problem(key, value) is not { } problem)
                continue;

            if (told++ == MostProblems)
                problem = $"checking stopped here after {MostProblems} settings that cannot be used; correct those first";

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, SettingLocation.Find(key, value, context.Options, context.CancellationToken), problem));
            if (told > MostProblems)
                return;
        }
    }

    /// <summary>Every distinct pair of key and value that applies somewhere in the compilation.</summary>
    private static HashSet<(string Key, string Value)> SettingsOf(CompilationAnalysisContext context)
    {
        var provider = context.Options.AnalyzerConfigOptionsProvider;
        var settings = new HashSet<(string, string)>();
        var seen = new HashSet<AnalyzerConfigOptions>();
        Collect(provider.GlobalOptions, seen, settings);
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            Collect(provider.GetOptions(tree), seen, settings);
        }

        return settings;
    }

    private static void Collect(AnalyzerConfigOptions options, HashSet<AnalyzerConfigOptions> seen, HashSet<(string, string)> settings)
    {
        // Files under the same sections share one object.
        if (!seen.Add(options))
            return;

        foreach (var key in KeysOf(options))
        {
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && options.TryGetValue(key, out var value))
                settings.Add((key, value));
        }
    }

    /// <summary>The keys that are set; none where the host cannot list them, which the interface allows by throwing.</summary>
    private static IEnumerable<string> KeysOf(AnalyzerConfigOptions options)
    {
        try
        {
            return options.Keys;
        }
        catch (NotImplementedException)
        {
            return Array.Empty<string>();
        }
    }

    private static string? Problem(string key, string value)
    {
        key = Spelling.Shown(key);
        if (Option.All.FirstOrDefault(o => string.Equals(o.Key, key, StringComparison.OrdinalIgnoreCase)) is { } option)
        {
            return option.Problem(value) is { } problem
                ? $"'{key} = {Spelling.Shown(value)}' cannot be used: {problem}; the default {option.Default} applies"
                : null;
        }

        var nearest = Spelling.Nearest(key, Option.All.Select(o => o.Key));
        return $"'{key} = {Spelling.Shown(value)}' has no effect: '{key}' is no option of Spillway; "
            + (nearest is null ? "the options are " + string.Join(", ", Option.All.Select(o => o.Key)) : $"did you mean '{nearest}'?");
    }
}
