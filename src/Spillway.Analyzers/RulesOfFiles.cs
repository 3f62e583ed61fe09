using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Spillway.Analyzers;

/// <summary>
/// Which rules need not be asked about a file, because nobody would see what they say? A compiler leaves out an analyzer all of whose rules are off, but not one of several
/// rules. Where settings contradict each other, a rule is asked, and the compiler decides.
/// </summary>
internal sealed class RulesOfFiles
{
    private readonly CompilationOptions _options;
    private readonly ImmutableArray<Rule> _rules;
    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<Rule>> _known = new();

    public RulesOfFiles(Compilation compilation, ImmutableArray<Rule> rules)
    {
        _options = compilation.Options;
        _rules = rules;
    }

    /// <summary>True where there is no rule at all.</summary>
    public bool IsEmpty => _rules.IsEmpty;

    /// <summary>The rules that may be on in <paramref name="tree"/>.</summary>
    public ImmutableArray<Rule> In(SyntaxTree tree) => _known.GetOrAdd(tree, Find);

    private ImmutableArray<Rule> Find(SyntaxTree tree) => _rules.Where(rule => MayBeOn(rule.Primary, tree)).ToImmutableArray();

    private bool MayBeOn(DiagnosticDescriptor rule, SyntaxTree tree)
    {
        var settings = SettingsOf(rule.Id, tree).ToList();
        return settings.Count == 0 ? rule.IsEnabledByDefault : settings.Any(setting => setting switch
        {
            ReportDiagnostic.Suppress => false,
            ReportDiagnostic.Default => rule.IsEnabledByDefault,
            _ => true,
        });
    }

    /// <summary>What is said of a rule, wherever it is said.</summary>
    private IEnumerable<ReportDiagnostic> SettingsOf(string id, SyntaxTree tree)
    {
        if (_options.SyntaxTreeOptionsProvider is { } provider)
        {
            if (provider.TryGetDiagnosticValue(tree, id, CancellationToken.None, out var here))
                yield return here;
            if (provider.TryGetGlobalDiagnosticValue(id, CancellationToken.None, out var everywhere))
                yield return everywhere;
        }

        if (_options.SpecificDiagnosticOptions.TryGetValue(id, out var given))
            yield return given;
    }
}
