using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Spillway.Analyzers.Facts;

namespace Spillway.Analyzers;

/// <summary>The one door through which rules report.</summary>
public sealed class Findings
{
    /// <summary>Property of a diagnostic that says which rewrite applies; absent where none does.</summary>
    internal const string RewriteKey = "rewrite";

    /// <summary>Property of a diagnostic that carries the labels of its additional locations, one a line.</summary>
    internal const string EvidenceKey = "evidence";

    /// <summary>Property of a diagnostic that names the type and member around it, for tools that only have a log.</summary>
    internal const string MemberKey = "member";

    private readonly DiagnosticDescriptor _descriptor;
    private readonly ConcurrencyModel _model;
    private readonly Action<Diagnostic> _report;
    private readonly CancellationToken _cancellationToken;
    private readonly DiagnosticSeverity _severity;
    private readonly ImmutableArray<string>? _yieldsTo;

    internal Findings(DiagnosticDescriptor descriptor, ConcurrencyModel model, Action<Diagnostic> report, CancellationToken cancellationToken)
        : this(descriptor, model, report, cancellationToken, descriptor.DefaultSeverity, null)
    {
    }

    private Findings(
        DiagnosticDescriptor descriptor,
        ConcurrencyModel model,
        Action<Diagnostic> report,
        CancellationToken cancellationToken,
        DiagnosticSeverity severity,
        ImmutableArray<string>? yieldsTo)
    {
        _descriptor = descriptor;
        _model = model;
        _report = report;
        _cancellationToken = cancellationToken;
        _severity = severity;
        _yieldsTo = yieldsTo;
    }

    /// <summary>Says that <paramref name="rewrite"/> applies, and nothing else that a fix would need.</summary>
    internal static ImmutableDictionary<string, string?> Rewritable(string rewrite) =>
        ImmutableDictionary<string, string?>.Empty.Add(RewriteKey, rewrite);

    /// <summary>The same door for findings that weigh less or more than the rule's usual ones; a severity that a user sets still wins.</summary>
    internal Findings As(DiagnosticSeverity severity) => new(_descriptor, _model, _report, _cancellationToken, severity, _yieldsTo);

    /// <summary>The same door for findings that, of all the rules of other packages that the rule yields to, only <paramref name="ids"/> report too.</summary>
    internal Findings YieldingOnlyTo(params string[] ids) => new(_descriptor, _model, _report, _cancellationToken, _severity, ImmutableArray.Create(ids));

    /// <summary>Reports at <paramref name="location"/> with everything that speaks for it.</summary>
    /// <param name="location">The span to underline.</param>
    /// <param name="because">The evidence, most telling first; it becomes the additional locations.</param>
    /// <param name="rewrite">What a fix needs to know, or null where no fix may be offered.</param>
    /// <param name="arguments">The placeholders of the message.</param>
    internal void Report(Location location, IEnumerable<Witness> because, ImmutableDictionary<string, string?>? rewrite, params object[] arguments)
    {
        foreach (var other in _yieldsTo ?? YieldsTo(_descriptor))
        {
            if (location.SourceTree is { } here && _model.OtherRules.IsOn(other, here, _cancellationToken))
                return;
        }

        var locations = ImmutableArray.CreateBuilder<Location>();
        var labels = new List<string>();
        foreach (var witness in because)
        {
            // Evidence in another compilation has no location that a report here could carry; in an editor, a referenced project is another compilation with source.
            if (witness.Location.SourceTree is not { } tree || !_model.Compilation.ContainsSyntaxTree(tree))
                continue;

            locations.Add(witness.Location);
            labels.Add(witness.Label);
        }

        var properties = (rewrite ?? ImmutableDictionary<string, string?>.Empty).Add(EvidenceKey, string.Join("\n", labels));
        if (location.SourceTree is { } at)
            properties = properties.Add(MemberKey, EnclosingMember.Of(at.GetRoot(_cancellationToken), location.SourceSpan));

        _report(Diagnostic.Create(_descriptor, location, _severity, locations, properties, arguments));
    }

    private static ImmutableArray<string> YieldsTo(DiagnosticDescriptor descriptor)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var tag in descriptor.CustomTags)
        {
            if (tag.StartsWith(Rule.YieldsToTag, StringComparison.Ordinal))
                ids.Add(tag.Substring(Rule.YieldsToTag.Length));
        }

        return ids.ToImmutable();
    }
}
