using System;
using System.Collections.Generic;
using System.Collections.Immutable;
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

    private readonly DiagnosticDescriptor _descriptor;
    private readonly Action<Diagnostic> _report;

    internal Findings(DiagnosticDescriptor descriptor, Action<Diagnostic> report)
    {
        _descriptor = descriptor;
        _report = report;
    }

    /// <summary>Reports at <paramref name="location"/> with everything that speaks for it.</summary>
    /// <param name="location">The span to underline.</param>
    /// <param name="because">The evidence, most telling first; it becomes the additional locations.</param>
    /// <param name="rewrite">What a fix needs to know, or null where no fix may be offered.</param>
    /// <param name="arguments">The placeholders of the message.</param>
    internal void Report(Location location, IEnumerable<Witness> because, ImmutableDictionary<string, string?>? rewrite, params object[] arguments)
    {
        var locations = ImmutableArray.CreateBuilder<Location>();
        var labels = new List<string>();
        foreach (var witness in because)
        {
            // Evidence in another compilation has no location that a report here could carry.
            if (!witness.Location.IsInSource)
                continue;

            locations.Add(witness.Location);
            labels.Add(witness.Label);
        }

        var properties = (rewrite ?? ImmutableDictionary<string, string?>.Empty).Add(EvidenceKey, string.Join("\n", labels));
        _report(Diagnostic.Create(_descriptor, location, locations, properties, arguments));
    }
}
